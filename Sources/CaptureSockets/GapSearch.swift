#if Network
  import Capture
  import Dispatch
  import Feed
  import Recording
  import Synchronization

  /// Looks for what earlier sessions of a folder lack, on a thread of its own: frames are recorded meanwhile.
  final class GapSearch: Sendable {
    private let found = Mutex<[EarlierGaps.Entry]>([])
    private let isStopped = Atomic(false)
    private let done = DispatchGroup()

    /// - Parameter session: the one at work.
    func start(folder: String, options: CaptureOptions, session: String) {
      DispatchQueue(label: "tapedeck.gaps", qos: .utility).async(group: done) {
        // What cannot be read is what `verify` reports.
        let earlier = try? EarlierGaps(
          folder: folder, bytesMax: CaptureLimits.earlierBytesMax,
          isEarlier: { $0.id != session && $0.site?.continues(options.venue) ?? false },
          shouldStop: { self.isStopped.load(ordering: .relaxed) })
        guard let earlier else { return }
        self.found.withLock { $0 = earlier.entries }
      }
    }

    /// What was found, once.
    func take() -> [EarlierGaps.Entry] {
      found.withLock { entries in
        defer { entries = [] }
        return entries
      }
    }

    func stop() {
      isStopped.store(true, ordering: .relaxed)
      done.wait()
    }
  }
#endif
