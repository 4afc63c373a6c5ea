import Market

/// A setting of a strategy: what `--set fast=10` can name.
public struct StrategyParameter: Sendable, Hashable {
  /// What a value may be.
  public enum Kind: Sendable, Hashable {
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// A positive number of at most eight decimals.
    case amount
    /// A decimal from 0 to 1, or a percentage from 0 % to 100 %.
    case share
    /// A number of any sign, as arithmetic with fractions takes it.
    case number
    /// Any text of one line.
    case text
    /// `true` or `false`.
    case flag
  }

  public let name: String
  public let kind: Kind
  /// As it would be written; nil: the parameter may be absent, and is unless set.
  public let defaultText: String?
  /// What an absent value is called in results and may be set to: `all`.
  public let absentText: String
  /// One line for a list of parameters.
  public let meaning: String

  public init(
    _ name: String, _ kind: Kind, default defaultText: String?, absent absentText: String = "none",
    _ meaning: String
  ) {
    self.name = name
    self.kind = kind
    self.defaultText = defaultText
    self.absentText = absentText
    self.meaning = meaning
  }

  /// What a value is expected to look like, for an error.
  var expectation: String {
    let kind =
      switch kind {
      case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
      case .amount: "a positive number of at most 8 decimals"
      case .share: "a share from 0 to 1 or from 0% to 100%"
      case .number: "a number such as 2.5 or -1"
      case .text: "a text of one line"
      case .flag: "true or false"
      }
    return defaultText == nil ? "\(kind), or \(absentText)" : kind
  }

  func value(_ text: String) -> ParameterValues.Value? {
    if defaultText == nil, text == absentText { return .absent }
    switch kind {
    case .integer(let range):
      guard let number = Int(text), range.contains(number) else { return nil }
      return .integer(number)
    case .amount:
      guard let amount = Amount(text), amount.units > 0 else { return nil }
      return .amount(amount)
    case .share:
      guard let ratio = Ratio(text), ratio >= .zero, ratio <= .one else { return nil }
      return .share(ratio)
    case .number:
      guard let number = Double(text), number.isFinite else { return nil }
      return .number(number)
    case .text: return text.isEmpty || text.contains(where: \.isNewline) ? nil : .text(text)
    case .flag: return Bool(text).map { .flag($0) }
    }
  }
}
