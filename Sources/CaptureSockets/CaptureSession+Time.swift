#if Network
  import Capture
  import NIOCore
  import Recording
  import Synchronization

  /// From the begin to the end of a capture.
  ///
  /// ```
  /// start ─▶ at work ─▶ stopping: connections close ─▶ ended: what they brought is looked at ─▶ concluded
  /// ```
  extension CaptureSession {
    private static let tickEvery = TimeAmount.milliseconds(50)

    /// Begins to connect and to ask.
    package func start() {
      loop.execute {
        self.startNs = MachineClock.monotonicNs()
        for request in self.options.startRequests { _ = self.queue.add(request) }
        self.ticking = self.loop.scheduleRepeatedTask(
          initialDelay: .zero, delay: Self.tickEvery
        ) { _ in self.tick() }
      }
    }

    /// Why the capture has ended: its connections are gone. Nil while it is at work.
    package var endReason: String? { end.withLock { $0 } }

    /// After the end, and after the last frames were looked at: records which holes stay, and closes the
    /// intake. Not from the event loop.
    package func conclude() throws {
      try loop.submit {
        self.backfill.stop { self.queue.isUnsent($0) }.forEach(self.close)
        self.intake.close()
      }.wait()
    }

    private func tick() {
      let nowNs = MachineClock.monotonicNs()
      if stopReason == nil, let reason = reasonToStop(nowNs) { beginStop(reason) }
      lookAtClock(nowNs)
      handle(.tick)
      if let stopReason {
        // A connection that does not end by itself ends with the process.
        if fleet.linkCount == 0 || nowNs >= stopDueNs { finish(stopReason) }
      } else {
        fillHoles(nowNs: nowNs)
        ask()
      }
    }

    private func reasonToStop(_ nowNs: Int64) -> String? {
      if let reason = shouldStop() { return reason }
      guard let durationNs = options.durationNs, nowNs - startNs >= durationNs else { return nil }
      return "its duration is over"
    }

    func beginStop(_ reason: String) {
      stopReason = reason
      stopDueNs = MachineClock.monotonicNs() + CaptureLimits.stopNsMax
      handle(.stop)
    }

    private func finish(_ reason: String) {
      ticking?.cancel()
      ticking = nil
      end.withLock { $0 = reason }
    }

    private func lookAtClock(_ nowNs: Int64) {
      guard nowNs >= clockLookDueNs else { return }
      clockLookDueNs = nowNs + CaptureLimits.secondNs
      let (sample, monotonicNs) = clock.sample()
      if sample.isStep {
        events.add(.clockStepped(deviationNs: sample.deviationNs))
        counters.update { $0.clockSteps += 1 }
      }
      guard sample.isStep || nowNs >= clockRecordDueNs else { return }
      clockRecordDueNs = nowNs + CaptureLimits.clockSampleNs
      record(.clock, CapturePayload.clock(sample, monotonicNs: monotonicNs))
    }
  }
#endif
