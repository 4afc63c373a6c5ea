/// The bounds of a capture, named.
package enum CaptureLimits {
  package static let secondNs: Int64 = 1_000_000_000

  /// Streams of one connection, on every market.
  package static let streamsPerConnectionMax = 1024
  /// Streams of one capture: a thousand symbols with eight streams each.
  package static let streamsMax = 8192
  /// Characters of a websocket URL; about 8,000 were refused with HTTP 414. Beyond, SUBSCRIBE.
  package static let urlCharactersMax = 4000
  /// Streams in one SUBSCRIBE message.
  package static let streamsPerMessageMax = 200

  /// How long the exchange may take to answer such a message, and how long a stream that it refuses is
  /// not asked for again.
  package static let replyNsMax = 5 * secondNs
  package static let refusedNs = 600 * secondNs

  /// Connection attempts per address: 300 in 5 minutes (web-socket-streams.md); a tenth is left for
  /// others behind the same address. A storm may use up the first of these at once; then they come
  /// evenly, so that no outage lasts until the window has passed.
  package static let connectsMax = 270
  package static let connectsWindowNs = 300 * secondNs
  package static let connectsAtOnceMax = 60
  /// How long a connection may take to be there, TLS and upgrade included.
  package static let connectNsMax = 10 * secondNs
  /// How long a server may take to answer our close frame.
  package static let closeNsMax = secondNs
  /// And then TLS's own close: together less than `stopNsMax`.
  package static let tlsCloseNsMax = secondNs / 10
  /// The exchange cuts at 24 h: 10 minutes before, less up to 20 more by chance, so that many
  /// recorders do not all come at once.
  package static let rotateAfterNs = (24 * 3600 - 600) * secondNs
  package static let rotateJitterNs = 1200 * secondNs
  /// How long the new connection delivers beside the old one before that is closed.
  package static let overlapNs = 10 * secondNs
  /// A connection that has brought data and lived for so long makes up for all failures before it.
  package static let usefulNs = 10 * secondNs
  /// One that has brought data and died earlier counts for no more failures than this in a row, itself
  /// included: the exchange does not turn us away, and `connectsMax` bounds how often we come.
  package static let failuresAfterDataMax = 2
  /// A connection that has brought nothing for so long is tried at another address, where there is one.
  package static let otherPathNs = 30 * secondNs
  /// Between attempts.
  package static let retryNsMin = secondNs / 2
  package static let retryNsMax = 60 * secondNs

  /// How long a stop waits for connections, and then for a slow disk, so that what they brought is looked
  /// at: on a disk that keeps up the whole end takes less than two seconds.
  package static let stopNsMax = secondNs * 5 / 4
  package static let settleNsMax = 3 * secondNs

  /// A stream that brings nothing for so long is reported as silent, unless it is often quiet; one that
  /// is known to speak often, after the second of these.
  package static let streamSilenceNs = 60 * secondNs
  package static let streamSilenceNsMin = 3 * secondNs
  /// A stream's usual silence is taken for no longer than that.
  package static let streamUsualNsMax = 3600 * secondNs
  /// Of a stream that brings no trade for so long after its connection opened, the exchange is asked for the
  /// last one: others may have been missed before.
  package static let quietNs = 3 * secondNs
  /// The exchange is asked at most so often about a symbol whose streams are silent.
  package static let lookupNsMin = 3600 * secondNs
  /// How long after a connection that did not help a silent stream the next is tried: doubled each time from
  /// the first to the second of these; and for all streams of a connection at most so often in such a time, some of
  /// them at once, the others evenly.
  package static let silenceReplaceNsMin = 10 * secondNs
  package static let silenceReplaceNsMax = 3600 * secondNs
  package static let silenceReplacesMax = 12
  package static let silenceReplacesAtOnceMax = 6
  package static let silenceReplacesNs = 600 * secondNs
  /// Streams that no connection brings for so long are reported and recorded as such.
  package static let outageNsMin = 10 * secondNs

  /// REST requests under way at once, waiting, and attempts at one of them.
  package static let requestsUnderWayMax = 2
  package static let requestsMax = 20_000
  package static let requestAttemptsMax = 8
  package static let requestNsMax = 30 * secondNs
  /// How often new listings are looked for.
  package static let listingNs = 600 * secondNs
  /// What is asked for again and again is so at most so often.
  package static let pollNsMin = secondNs
  /// Requests to `/futures/data` in 5 minutes: of 1,000, as many as of a minute's weight.
  package static let dataRequestsMax = 800
  package static let dataRequestsAtOnceMax = 100
  /// Of a minute's weight; the rest is left for others behind the same address.
  package static let weightShare = (numerator: 4, denominator: 5)
  /// The longest ban that the exchange documents: 3 days.
  package static let retryAfterSecondsMax: Int64 = 3 * 86_400

  /// How long after a snapshot that did not join the next is asked for: doubled each time from the first to
  /// the second of these.
  package static let snapshotRetryNsMin = secondNs / 2
  package static let snapshotRetryNsMax = 60 * secondNs
  /// The same after one that the exchange refuses: a book that it does not have is no reason to use up its weight.
  package static let snapshotRefusedNs = 10 * secondNs
  package static let snapshotRefusedNsMax = 3600 * secondNs
  /// The shortest time between fresh snapshots of a book that is joined.
  package static let snapshotEveryNsMin = 10 * secondNs

  /// How long a gap may fill by itself before its trades are asked for.
  package static let gapGraceNs = 2 * secondNs
  /// How long a gap that the exchange does not fill may fill by itself, before it counts as lost.
  package static let gapLateNs = 60 * secondNs
  /// How long a gap rests that the exchange does not give yet: doubled each time from the first to the
  /// second of these, for so long in all, and then for a day each time.
  package static let gapRestNsMin = secondNs
  package static let gapRestNsMax = 60 * secondNs
  package static let gapRestsNsMax = 600 * secondNs
  package static let gapPostponedNs = 86_400 * secondNs
  /// Bytes of earlier sessions that are read for what they lack.
  package static let earlierBytesMax: Int64 = 4 << 30
  /// Gaps that wait to be filled.
  package static let gapsMax = 10_000
  /// Trades in one gap that are still fetched: more is no outage but a renumbering.
  package static let gapIdsMax: Int64 = 50_000_000

  /// Bytes of frames that wait for the disk.
  package static let queueBytesMax = 64 << 20
  /// While half of that waits, sockets are not read, so that the network holds back a burst; but for no
  /// longer than this in all, for an exchange cuts off who does not read. Then frames are dropped.
  package static let readPauseNsMax = 5 * secondNs
  /// Above so many frames a second small reads are gathered for so long: no frame is stamped later than
  /// that after its arrival, nor written later than twice that.
  package static let gatherFramesPerSecond: Int64 = 250
  package static let gatherNs: Int64 = 10_000_000
  /// A read of so many bytes is a burst, which is taken as fast as it comes.
  package static let burstBytes = 64 << 10
  /// Bytes of frames that wait to be looked at.
  package static let watchBytesMax = 64 << 20
  /// Room for what is never dropped: connections opened and lost, control frames, losses.
  package static let queueReserveBytes = 4 << 20
  /// Streams whose losses are counted one by one.
  package static let lossStreamsMax = 1024
  /// A clock that is off by more was set.
  package static let clockStepNs = 50 * 1_000_000 as Int64
  /// A clock that was set forward is followed after so long; by more than the second of these, at once.
  package static let clockFollowNs = 300 * secondNs
  package static let clockStepNsHuge = 86_400 * secondNs
  package static let clockSampleNs = 60 * secondNs
}
