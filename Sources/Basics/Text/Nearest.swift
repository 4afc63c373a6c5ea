/// "Did you mean …?" for a name that is not in a list.
package enum Nearest {
  /// The sentence to add to an error: the nearest name if one is near, and the list.
  package static func advice(for name: String, among names: [String]) -> String {
    let list = "Known: \(names.joined(separator: ", "))."
    return self.name(to: name, among: names).map { "Did you mean '\($0)'? \(list)" } ?? list
  }

  /// The nearest of the names, if one is near.
  package static func name(to name: String, among names: [String]) -> String? {
    let near = names.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .min { $0.distance < $1.distance }
    guard let near, near.distance <= max(2, name.count / 3), near.distance < name.count else {
      return nil
    }
    return near.name
  }

  /// Levenshtein's edit distance in characters.
  package static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, characterA) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, characterB) in b.enumerated() {
        let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (characterA == characterB ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }
}
