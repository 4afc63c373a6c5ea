import Basics

extension [UInt8] {
  /// `Sat, 22 May 2021 00:00:00 GMT` (RFC 9110, 5.6.7).
  package mutating func append(httpDateAtMs timeMs: Int64) {
    let (day, msOfDay) = Swift.max(0, timeMs).quotientAndRemainder(dividingBy: 86_400_000)
    let date = CivilDate(epochDay: day)
    let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months: [StaticString] = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    append(weekdays[Int(day % 7)])
    append(", ")
    append(twoDigits: date.day)
    append(" ")
    append(months[Int(date.month) - 1])
    append(" ")
    append(number: date.year)
    append(" ")
    let secondOfDay = msOfDay / 1000
    append(twoDigits: secondOfDay / 3600)
    append(":")
    append(twoDigits: secondOfDay / 60 % 60)
    append(":")
    append(twoDigits: secondOfDay % 60)
    append(" GMT")
  }
}
