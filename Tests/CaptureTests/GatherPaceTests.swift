import Capture
import Testing

@Suite struct GatherPaceTests {
  private static let second: Int64 = 1_000_000_000

  /// Rests and reads in ten seconds of a steady rate, those of the first second left out; a rest puts
  /// the next read off, as it does in the world.
  private static func rests(framesPerSecond: Int64, bytes: Int = 200) -> (rests: Int, reads: Int) {
    var pace = GatherPace()
    var (rests, reads) = (0, 0)
    var nowNs: Int64 = 0
    var taken: Int64 = 0
    while nowNs < 10 * second {
      let due = nowNs * framesPerSecond / second
      guard due > taken else {
        nowNs += second / framesPerSecond / 4
        continue
      }
      reads += nowNs >= second ? 1 : 0
      let frames = Int(due - taken)
      taken = due
      if pace.shouldRest(frames: frames, bytes: frames * bytes, nowNs: nowNs) {
        rests += nowNs >= second ? 1 : 0
        nowNs += CaptureLimits.gatherNs
      }
    }
    return (rests, reads)
  }

  @Test(arguments: [1, 50, 200, 230])
  func `a few frames are read as they come`(framesPerSecond: Int64) {
    #expect(Self.rests(framesPerSecond: framesPerSecond).rests == 0)
  }

  @Test(arguments: [300, 2500, 20_000])
  func `many frames are read a hundred times a second`(framesPerSecond: Int64) {
    let (rests, reads) = Self.rests(framesPerSecond: framesPerSecond)
    #expect(rests == reads)
    #expect((800...900).contains(reads))
  }

  @Test func `a burst that fills the buffers is never made to wait`() {
    var pace = GatherPace()
    for step in Int64(0)..<10_000 {
      let rests = pace.shouldRest(
        frames: 300, bytes: CaptureLimits.burstBytes, nowNs: step * 1_000_000)
      #expect(!rests)
    }
  }

  @Test func `after a pause the first frames are read at once again`() {
    var pace = GatherPace()
    for step in Int64(0)..<1000 {
      _ = pace.shouldRest(frames: 5, bytes: 1000, nowNs: step * 1_000_000)
    }
    let isBusy = pace.shouldRest(frames: 5, bytes: 1000, nowNs: Self.second)
    let isBusyLater = pace.shouldRest(frames: 5, bytes: 1000, nowNs: 2 * Self.second)
    #expect(isBusy && !isBusyLater)
  }
}
