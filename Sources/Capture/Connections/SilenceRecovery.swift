/// For which silent streams of a slot another connection is tried, and when.
///
/// ```
/// speaks ─▶ silent ─▶ another connection ─▶ speaks there, and falls silent again: another at once
///                          ▲          │
///                          └──────────┘ silent there too: another after 20 s, 40 s … an hour
/// ```
/// Nothing is lost by another connection, but a stream that nobody trades any more is silent on the next one
/// too, and each that opens has its books asked for anew: so for all streams of a connection six at once, and then one in 100 s.
struct SilenceRecovery: Sendable {
  private struct Silence: Sendable {
    /// Connections tried since the stream last spoke on one.
    var tries = 0
    /// When the next is to be tried; nil: it speaks, as far as is known, or a new connection carries it.
    var dueNs: Int64?
  }

  private var silences: [String: Silence] = [:]
  private var budget = EvenBudget(
    countMax: CaptureLimits.silenceReplacesMax, windowNs: CaptureLimits.silenceReplacesNs,
    atOnceMax: CaptureLimits.silenceReplacesAtOnceMax)

  /// A stream of the newest connection is silent.
  ///
  /// - Parameter hasCome: whether it has spoken on that one: then the last try was the right one.
  mutating func fellSilent(_ stream: String, hasCome: Bool, nowNs: Int64) {
    var silence = silences[stream] ?? Silence()
    if hasCome { silence.tries = 0 }
    silence.dueNs = nowNs + Self.waitNs(silence.tries)
    silences[stream] = silence
  }

  /// It speaks again, on the newest connection.
  mutating func spoke(_ stream: String) { silences[stream] = nil }

  /// Another connection carries all streams, for whatever reason.
  mutating func replaced() {
    for stream in silences.keys { silences[stream]?.dueNs = nil }
  }

  /// The stream for which another connection is to be opened now.
  mutating func next(nowNs: Int64) -> String? {
    let due = silences.filter { $0.value.dueNs.map { $0 <= nowNs } ?? false }
    guard let stream = due.keys.min(), budget.take(nowNs: nowNs) else { return nil }
    for (stream, silence) in silences where silence.dueNs != nil {
      silences[stream] = Silence(tries: silence.tries + 1)
    }
    return stream
  }

  private static func waitNs(_ tries: Int) -> Int64 {
    guard tries > 0 else { return 0 }
    return min(
      CaptureLimits.silenceReplaceNsMin << Int64(min(tries, 16)), CaptureLimits.silenceReplaceNsMax)
  }
}
