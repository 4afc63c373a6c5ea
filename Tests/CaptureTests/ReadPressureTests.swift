import Capture
import Testing

@Suite struct ReadPressureTests {
  @Test func `a full queue holds the network back for five seconds in all`() {
    var pressure = ReadPressure()
    /// Whether each of the milliseconds pauses.
    func pauses(_ ms: Range<Int64>, isPressed: Bool) -> Set<Bool> {
      Set(ms.map { pressure.shouldPause(isPressed: isPressed, nowNs: $0 * 1_000_000) })
    }
    #expect(pauses(0..<1000, isPressed: false) == [false])
    #expect(pauses(1000..<6000, isPressed: true) == [true])
    #expect(pauses(6000..<20_000, isPressed: true) == [false])
    // The disk has caught up; the next time is another one.
    #expect(pauses(20_000..<20_001, isPressed: false) == [false])
    #expect(pauses(20_001..<20_100, isPressed: true) == [true])
  }
}
