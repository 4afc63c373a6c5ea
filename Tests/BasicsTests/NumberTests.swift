import Basics
import TestSupport
import Testing

struct NumberTests {
  @Test func `the partition point is where the first element lies that fulfils it`() {
    for count in 0...20 {
      let numbers = Array(0..<count)
      for bound in -1...count + 1 {
        let expected = numbers.firstIndex { $0 >= bound } ?? count
        #expect(numbers.partitionPoint { $0 >= bound } == expected)
      }
      let slice = numbers[(count / 3)...]
      #expect(slice.partitionPoint { $0 >= 7 } == slice.firstIndex { $0 >= 7 } ?? count)
    }
    #expect((Int64(5)..<90).partitionPoint { $0 * $0 >= 1000 } == 32)
    #expect([1, 1, 2, 2, 2, 3].partitionPoint { $0 >= 2 } == 2)
  }

  /// Every day of 800 years, counted by hand.
  @Test func `civil dates and day numbers belong together`() {
    var date = CivilDate(year: 1600, month: 1, day: 1)
    var epochDay = date.epochDay
    #expect(CivilDate(year: 1970, month: 1, day: 1).epochDay == 0)
    while date.year < 2400 {
      #expect(date.exists && date.epochDay == epochDay && CivilDate(epochDay: epochDay) == date)
      date.day += 1
      if !date.exists {
        (date.day, date.month) = (1, date.month + 1)
        if date.month > 12 { (date.month, date.year) = (1, date.year + 1) }
      }
      epochDay += 1
    }
  }

  @Test func `division that rounds down, and numbers with zeros in front`() {
    #expect([-7, -6, -1, 0, 5, 6].map { floorDivide($0, 6) } == [-2, -1, -1, 0, 0, 1])
    #expect(Int64(7).padded(3) == "007")
    #expect(Int64(1234).padded(3) == "1234")
  }
}
