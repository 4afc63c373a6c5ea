#if Network
  package import Capture
  import NIOCore

  /// What those who look at the recorded frames ask of the capture. From any thread.
  extension CaptureSession {
    /// Has missing trades fetched, if they stay missing.
    package func fill(_ hole: Hole) { loop.execute { self.found(hole) } }

    /// Trades of such a hole have come; so many are still missing.
    package func arrived(_ hole: Hole, missing: Int64) {
      loop.execute { self.noteArrived(hole, missing) }
    }

    /// Until all that was asked before is done. Not from the event loop.
    package func waitForWishes() throws { try loop.submit {}.wait() }

    /// The exchange sent `{"e":"error",…}`: that connection is closed, and opened anew.
    package func exchangeError(on connection: UInt32, text: String) {
      loop.execute { self.handle(.exchangeError(connection, text: text)) }
    }

    /// The exchange announced that it closes a connection.
    package func shutdownAnnounced(on connection: UInt32) {
      loop.execute { self.handle(.shutdownAnnounced(connection)) }
    }

    /// A stream that used to bring frames brings none.
    package func streamSilent(on connection: UInt32, stream: String) {
      loop.execute { self.handle(.streamSilent(connection, stream: stream)) }
    }

    /// Ends the capture.
    package func stop(because reason: String) {
      loop.execute { if self.stopReason == nil { self.beginStop(reason) } }
    }
  }
#endif
