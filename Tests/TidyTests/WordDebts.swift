/// Where retired words still stood when the rule was written down. Whoever mends a file takes it out;
/// nothing is added.
enum WordDebts {
  /// The glossary says which words were retired.
  static let glossary = "Sources/Tapedeck.docc/Glossary.md"

  static let files: Set<String> = [
    "Sources/Capture/CaptureLimits.swift",
    "Sources/Capture/CaptureReport.swift",
    "Sources/Capture/Connections/ConnectionManager+Steps.swift",
    "Sources/Capture/Connections/ConnectionManager.swift",
    "Sources/Capture/Connections/ConnectionSlot.swift",
    "Sources/Capture/Connections/LiveConnection.swift",
    "Sources/Capture/Gaps/GapRecovery.swift",
    "Sources/Capture/Gaps/GapReport.swift",
    "Sources/Capture/Gaps/HoleWatch.swift",
    "Sources/Capture/Gaps/MissingTrades.swift",
    "Sources/Capture/Log/CaptureFigures.swift",
    "Sources/Capture/Recorder/CaptureReport.swift",
    "Sources/Capture/Records/CapturePayload.swift",
    "Sources/CaptureSockets/CaptureSession+Connections.swift",
    "Sources/CaptureSockets/CaptureSession+Rest.swift",
    "Sources/CaptureSockets/CaptureSession+Time.swift",
    "Sources/CaptureSockets/CaptureSession+Wishes.swift",
    "Sources/CaptureSockets/CaptureSession.swift",
    "Sources/CaptureSockets/FrameReceiver.swift",
    "Sources/StrategyTool/Network/AmendedCandles.swift",
    "Sources/StrategyTool/Network/CapturePrinter.swift",
    "Sources/StrategyTool/Network/LiveHoles.swift",
    "Sources/StrategyTool/Network/LiveView.swift",
    "Sources/StrategyTool/Network/RecordCommand+Session.swift",
    "Sources/StrategyTool/Network/RecordRun.swift",
    "Sources/StrategyTool/Network/RecordTeller.swift",
    "Sources/StrategyTool/Network/RecordWatcher.swift",
    "Tests/CaptureTests/ConnectionManagerTests.swift",
    "Tests/CaptureTests/GapRecoveryTests.swift",
    "Tests/CaptureTests/RecordTests.swift",
    "Tests/Soak/SoakRun+Rest.swift",
    "Tests/Soak/SoakRun.swift",
    "Tests/Soak/SoakVerdict.swift",
    "Tests/Soak/SoakView.swift",
    "Tests/ToolTests/HonestyCommandTests.swift",
    "Tests/ToolTests/RecordCommandTests.swift",
  ]
}
