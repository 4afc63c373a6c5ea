import Basics
import Binance

/// What goes wrong, when and how far it has got.
struct FaultState: Sendable {
  /// When each fault begins, µs since the epoch. Each has its own equal part of the recording and
  /// begins in the second fifth of it, so that faults do not meet.
  let startsUs: [Int64]
  private let partUs: Int64
  var dice: Dice
  /// Trades sent while no connection was open, since the last loss.
  var lostTrades = 0
  /// Trades still to be swapped.
  var swapsLeft = 0
  private var held: [MarketFrame] = []
  private var holdFor = 0

  /// A reconnect waits until so many trades are missing.
  static let lostTradesMin = 3

  init(options: GeneratorOptions) {
    var dice = Dice(seed: options.seed, purpose: 0x4641_554C)
    let partUs = options.durationMs * 1000 / Int64(max(1, options.faults.count))
    self.partUs = partUs
    startsUs = options.faults.indices.map { index in
      options.startMs * 1000 + partUs * Int64(index) + partUs / 5 + dice.below(partUs / 5)
    }
    self.dice = dice
  }

  /// How long a second connection runs beside the first.
  var duplicateUs: Int64 { min(partUs / 3, 300_000_000) }

  /// Keeps a trade until one to three later ones have gone out. Only trades with others right
  /// behind them are kept, so that none comes more than moments late.
  ///
  /// - Parameter waitingTrades: how many trades the exchange is about to send.
  mutating func holdsBack(_ frame: MarketFrame, waitingTrades: Int) -> Bool {
    if !held.isEmpty {
      holdFor -= 1
      return false
    }
    guard swapsLeft > 0, waitingTrades > 0 else { return false }
    swapsLeft -= 1
    held.append(frame)
    holdFor = Int(dice.pick(1...3))
    return true
  }

  /// The trades whose wait is over.
  mutating func release(waitingTrades: Int) -> [MarketFrame] {
    guard !held.isEmpty, holdFor <= 0 || waitingTrades == 0 else { return [] }
    let due = held
    held.removeAll()
    return due
  }
}

extension GeneratedRecording {
  mutating func runFault(_ index: Int, step: Int) {
    switch options.faults[index] {
    case .reconnect:
      step == 0 ? loseForGood(index, reason: "connection reset by peer") : reopen(index, step)
    case .duplicate: duplicate(index, step)
    case .outOfOrder: faults.swapsLeft = 6
    case .error: sendError(index, step)
    case .serverShutdown: shutDown(index, step)
    }
  }

  private var newestConnection: UInt32 { UInt32(connections.count) }

  private mutating func next(_ index: Int, _ step: Int, afterUs: Int64) {
    at(clockUs + afterUs, .fault(index: index, step: step))
  }

  private mutating func loseForGood(_ index: Int, reason: StaticString) {
    faults.lostTrades = 0
    loseConnection(newestConnection, reason: reason)
    next(index, 1, afterUs: 1_000_000 + faults.dice.below(1_000_000))
  }

  /// Opens a new connection once the gap is worth showing; the book has to be fetched again.
  private mutating func reopen(_ index: Int, _ step: Int) {
    if faults.lostTrades < FaultState.lostTradesMin, step < 400 {
      next(index, step + 1, afterUs: 250_000)
      return
    }
    openConnection()
    refetchBook()
  }

  private mutating func refetchBook() {
    if options.hasDepth { at(clockUs + 500_000, .request(.depth)) }
  }

  private mutating func duplicate(_ index: Int, _ step: Int) {
    if step == 0 {
      openConnection()
      next(index, 1, afterUs: faults.duplicateUs)
    } else {
      loseConnection(newestConnection, reason: "the second connection is no longer needed")
    }
  }

  private mutating func sendError(_ index: Int, _ step: Int) {
    switch step {
    case 0:
      exchange.send(to: newestConnection) {
        $0.append(streamError: "Queue overflow. Message not filled")
      }
      next(index, 1, afterUs: 2000)
    case 1:
      loseConnection(newestConnection, reason: "the exchange sent an error message")
      next(index, 2, afterUs: 1_200_000)
    default:
      openConnection()
      refetchBook()
    }
  }

  /// The new connection opens while the old one still delivers, so that nothing is lost.
  private mutating func shutDown(_ index: Int, _ step: Int) {
    let timeMs = clockUs / 1000
    switch step {
    case 0:
      exchange.send(to: newestConnection) {
        $0.appendEnvelope(stream: "!serverShutdown") { $0.append(serverShutdownAtMs: timeMs) }
      }
      next(index, 1, afterUs: 300_000)
    case 1:
      openConnection()
      next(index, 2, afterUs: 5_000_000)
    case 2:
      // Code 1001, "going away", and a reason.
      exchange.send(.close, to: newestConnection - 1) {
        $0.append(contentsOf: [0x03, 0xE9])
        $0.append("server shutdown")
      }
      next(index, 3, afterUs: 1000)
    default:
      loseConnection(newestConnection - 1, reason: "closed by the server, code 1001")
    }
  }
}
