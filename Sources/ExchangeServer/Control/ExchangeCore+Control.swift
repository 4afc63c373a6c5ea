import Basics

/// The play head, from outside: pause, resume, step, seek, speed.
extension ExchangeCore {
  /// What is done of a step while the head is paused.
  enum Step: Equatable {
    case time(untilUs: Int64)
    /// So many, if they come before that moment.
    case frames(Int, untilUs: Int64)
  }

  /// Whether a request is for the controls or their page, and not for the exchange.
  package static func isControl(_ target: String) -> Bool {
    target.prefix { $0 != "?" } == "/" || target.hasPrefix(PlayControl.path)
  }

  /// Answers a request for the page, the controls, or the page's own view of the market, which costs
  /// no weight and meets no fault.
  func control(method: String, target: String, by visitor: ControlGuard, nowNs: Int64) -> RestAnswer
  {
    if let refusal = visitor.refusal { return RestAnswer(refusal) }
    if target.prefix(while: { $0 != "?" }) == "/" {
      guard method == "GET" || method == "HEAD" else {
        return RestAnswer(PlayControl.Refusal(status: 405, message: "/ takes GET, not \(method)"))
      }
      return RestAnswer(page: ControlPage.html)
    }
    if Self.viewPaths.contains(where: { target.hasPrefix(PlayControl.path + $0) }) {
      let question = String(target.dropFirst(PlayControl.path.count - 1))
      return RestService.answer(method, question, serverMs: source.headUs / 1000, source)
    }
    do throws(PlayControl.Refusal) {
      try perform(PlayControl(method: method, target: target), nowNs: nowNs)
      return RestAnswer(status: 200, body: Array(stateText.utf8))
    } catch {
      return RestAnswer(error)
    }
  }

  /// Behind which the page asks what a client would ask.
  private static let viewPaths = ["api/", "fapi/", "dapi/"]

  private func perform(_ control: PlayControl, nowNs: Int64) throws(PlayControl.Refusal) {
    switch control {
    case .state: break
    case .pause:
      isPaused = true
      step = nil
    case .resume:
      isPaused = false
      step = nil
      restartHead(nowNs: nowNs)
    case .stepTime(let us): try take(.time(untilUs: source.headUs + us))
    case .stepFrames(let count):
      try take(.frames(count, untilUs: source.headUs + PlayControl.stepMsMax * 1000))
    case .seek(let toUs):
      guard let spanUs = source.spanUs else {
        throw PlayControl.Refusal(
          status: 409, message: "a generated market goes on and not back; seek needs a recording")
      }
      seek(toUs: min(max(toUs, spanUs.lowerBound), spanUs.upperBound), nowNs: nowNs)
    case .speed(let speed):
      pace = .speed(speed)
      restartHead(nowNs: nowNs)
    }
  }

  private func take(_ step: Step) throws(PlayControl.Refusal) {
    guard isPaused else {
      throw PlayControl.Refusal(
        status: 409, message: "the market is not paused; POST /control/pause first")
    }
    guard !isSeeking else {
      throw PlayControl.Refusal(
        status: 409, message: "the head is on its way to another moment; ask again when it is there"
      )
    }
    if case .frames = step, outlets.isEmpty {
      throw PlayControl.Refusal(
        status: 409,
        message: "nobody is subscribed, so no frame would go out; step by time: "
          + "POST /control/step?ms=1000")
    }
    self.step = step
  }

  /// Goes to another moment; what lies between is taken in and not sent.
  func seek(toUs: Int64, nowNs: Int64) {
    flush(nowNs: nowNs)
    source.beginSeek(toUs: toUs)
    isSeeking = true
    seekCount += 1
    step = nil
  }

  /// - Returns: when to call again, ns from now.
  func goOnSeeking(nowNs: Int64) -> Int64 {
    if source.goOnSeeking() {
      isSeeking = false
      restartHead(nowNs: nowNs)
    }
    return 0
  }

  /// - Returns: when to call again, ns from now.
  func goOnStepping(nowNs: Int64) -> Int64 {
    guard let step, !source.isOver else {
      self.step = nil
      return Self.tickNs
    }
    if waitsForReaders(nowNs: nowNs) { return 1_000_000 }
    switch step {
    case .time(let untilUs):
      play(untilUs: untilUs, framesMax: PlayHead.batchMax, nowNs: nowNs)
      if source.headUs >= untilUs { self.step = nil }
    case .frames(let count, let untilUs):
      let sent = play(untilUs: untilUs, framesMax: min(count, PlayHead.batchMax), nowNs: nowNs)
      let isDone = sent >= count || source.headUs >= untilUs || outlets.isEmpty
      self.step = isDone ? nil : .frames(count - sent, untilUs: untilUs)
    }
    return 0
  }
}

extension RestAnswer {
  /// `{"error":"…"}`: the controls are ours, and so are their errors.
  init(_ refusal: PlayControl.Refusal) {
    self.init(
      status: refusal.status,
      body: Array(#"{"error":\#(JSONValue.string(refusal.message).text)}"#.utf8))
  }

  /// A page that loads nothing from elsewhere and is shown in no other page's frame.
  init(page html: String) {
    self.init(status: 200, body: Array(html.utf8))
    headers = [
      Header(name: "Content-Type", value: "text/html;charset=UTF-8"),
      Header(
        name: "Content-Security-Policy",
        value: "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
          + "img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
      Header(name: "Cache-Control", value: "no-store"),
      Header(name: "X-Content-Type-Options", value: "nosniff"),
    ]
  }
}
