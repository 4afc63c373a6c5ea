import Recording

/// From the start to the end of a capture.
///
/// ```
/// at work ─▶ stopping: connections close ─▶ ended: what they brought is looked at ─▶ concluded
/// ```
extension Recorder {
  mutating func tick(_ step: inout Step) {
    begin(&step)
    readClock(&step)
    manage(.tick, &step)
    switch phase {
    case .atWork:
      recover(GapRecovery.Event.tick, &step)
      recover(BookRecovery.Event.tick, &step)
      lookUp(&step)
      for request in polls.due(nowNs: step.nowNs) { _ = queue.add(request) }
      if let request = listings?.next(nowNs: step.nowNs) { _ = queue.add(request) }
      ask(&step)
      if options.endsWhenIdle, isIdle { stop("nothing more is to be had", &step) }
    case .stopping(let reason, let dueNs):
      // A connection that does not end by itself ends with the process.
      guard connections.isEmpty || step.nowNs >= dueNs else { return }
      phase = .ended
      step.actions.append(.end(reason: reason))
    case .ended: break
    }
  }

  /// The first tick starts the recorder; one with a limited duration stops it.
  private mutating func begin(_ step: inout Step) {
    guard let startNs else {
      startNs = step.nowNs
      outages.add(
        options.subscriptions.plans[...], nowNs: step.nowNs, receivedNs: step.receivedNs)
      for request in options.startRequests { _ = queue.add(request) }
      for gap in options.missing { recover(.found(gap), &step) }
      return
    }
    guard let durationNs = options.durationNs, step.nowNs - startNs >= durationNs else { return }
    stop("its duration is over", &step)
  }

  mutating func stop(_ reason: String, _ step: inout Step) {
    guard phase == .atWork else { return }
    stopOutages(&step)
    phase = .stopping(reason: reason, dueNs: step.nowNs + CaptureLimits.stopNsMax)
    manage(.stop, &step)
  }

  private mutating func readClock(_ step: inout Step) {
    guard step.nowNs >= clockReadDueNs else { return }
    clockReadDueNs = step.nowNs + CaptureLimits.secondNs
    step.actions.append(.readClock)
  }

  mutating func clockRead(
    _ sample: CaptureClock.Sample, _ monotonicNs: Int64, _ step: inout Step
  ) {
    if sample.isStep { step.report(.clockStepped(deviationNs: sample.deviationNs)) }
    guard sample.isStep || step.nowNs >= clockRecordDueNs else { return }
    clockRecordDueNs = step.nowNs + CaptureLimits.clockSampleNs
    step.record(.clock, CapturePayload.clock(sample, monotonicNs: monotonicNs))
  }
}
