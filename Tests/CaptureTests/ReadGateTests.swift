#if Network
  import Capture
  @testable import CaptureSockets
  import NIOCore
  import NIOEmbedded
  import Recording
  import Testing

  struct ReadGateTests {
    private static func pressedIntake() -> FrameIntake {
      let intake = FrameIntake(bytesMax: 100)
      var records = RecordBuffer()
      [UInt8](repeating: 0, count: 1000).withUnsafeBytes {
        records.append(receivedNs: 1, connection: 1, kind: .text, $0)
      }
      intake.append(records)
      return intake
    }

    private static func autoRead(_ channel: EmbeddedChannel) -> [Bool] {
      channel.options.compactMap {
        $0.option is ChannelOptions.Types.AutoReadOption ? $0.value as? Bool : nil
      }
    }

    /// Else TLS's close would never be seen.
    @Test func `a connection that is given up is read to its end, though the disk is behind`()
      throws
    {
      let channel = EmbeddedChannel()
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      let gate = ReadGate(intake: Self.pressedIntake())
      gate.pauseIfPressed(channel)
      channel.embeddedEventLoop.advanceTime(by: .milliseconds(10))
      #expect(Self.autoRead(channel) == [false])
      gate.stayOpen(channel)
      gate.pauseIfPressed(channel)
      channel.embeddedEventLoop.advanceTime(by: .milliseconds(10))
      #expect(Self.autoRead(channel).last == true)
    }
  }
#endif
