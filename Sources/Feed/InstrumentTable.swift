package import Market

/// Which instruments are read, and how they are called: by their symbol alone, or by venue and symbol
/// where several venues have that symbol.
package struct InstrumentNames: Sendable {
  /// All if empty. The feed numbers them in this order.
  package let wanted: [Instrument]
  /// Symbols that several venues have.
  private let namesakes: Set<String>

  /// - Parameter present: what there is to read, as far as it is known, where not all are named.
  package init(_ wanted: [Instrument] = [], among present: [Instrument] = []) {
    self.wanted = wanted
    var venues: [String: Set<Venue?>] = [:]
    for instrument in wanted.isEmpty ? present : wanted {
      venues[instrument.symbol, default: []].insert(instrument.venue)
    }
    namesakes = Set(venues.filter { $0.value.count > 1 }.keys)
  }

  package func areSeveral(called symbol: String) -> Bool { namesakes.contains(symbol) }

  /// Whether an instrument is asked for.
  package func wants(_ instrument: Instrument) -> Bool {
    wanted.isEmpty || wanted.contains(where: instrument.fits)
  }

  package func name(_ instrument: Instrument) -> String {
    areSeveral(called: instrument.symbol) ? instrument.text : instrument.symbol
  }
}

/// The feed's numbers of instruments, in the order in which they first came.
struct InstrumentTable: Sendable {
  /// The name of each number.
  private(set) var names = SymbolTable()
  /// By number.
  private var instruments: [Instrument] = []
  private var areWanted: [Bool] = []
  private let naming: InstrumentNames

  init(_ naming: InstrumentNames = InstrumentNames()) {
    self.naming = naming
    for instrument in naming.wanted { _ = add(instrument, called: naming.name(instrument)) }
  }

  subscript(_ number: SymbolID) -> Instrument { instruments[Int(number.rawValue)] }

  func isWanted(_ number: SymbolID) -> Bool { areWanted[Int(number.rawValue)] }

  /// Numbers a symbol before it is known of which venue it is: numbers are in the order in which symbols
  /// come.
  mutating func expect(_ symbol: String) {
    if !naming.areSeveral(called: symbol) { _ = add(Instrument(nil, symbol), called: symbol) }
  }

  /// The number of a symbol at a venue. Where nothing says the venue, it is the first that has the symbol;
  /// a second one, though nobody foresaw it, is an instrument of its own.
  mutating func number(of symbol: String, at venue: Venue?) -> SymbolID {
    if !naming.areSeveral(called: symbol) {
      let first = add(Instrument(venue, symbol), called: symbol)
      let known = self[first].venue
      if known == nil, venue != nil { instruments[Int(first.rawValue)] = Instrument(venue, symbol) }
      if known == nil || venue == nil || known == venue { return first }
    }
    let instrument = Instrument(venue, symbol)
    return add(instrument, called: instrument.text)
  }

  /// The number of a symbol at a venue, nil if it has none yet.
  func lookup(_ symbol: String, at venue: Venue?) -> SymbolID? {
    [symbol, Instrument(venue, symbol).text].lazy.compactMap(names.lookup)
      .first { venue == nil || self[$0].venue ?? venue == venue }
  }

  private mutating func add(_ instrument: Instrument, called name: String) -> SymbolID {
    let number = names.id(name)
    if number.rawValue == instruments.count {
      instruments.append(instrument)
      areWanted.append(naming.wants(instrument))
    }
    return number
  }
}
