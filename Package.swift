// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // A frame lives as long as the bytes it was read from.
  .enableExperimentalFeature("Lifetimes"),
  .treatAllWarnings(as: .error),
]

/// `embedded` are files, or folders of them, that become arrays of bytes in `PackageResources`.
func module(
  _ name: String, _ dependencies: [Target.Dependency], embedded: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: embedded.map { .embedInCode($0) },
    swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: settings)
}

/// A product of the network libraries: there with the trait Network alone.
func network(_ product: String, _ package: String) -> Target.Dependency {
  .product(name: product, package: package, condition: .when(traits: ["Network"]))
}

let package = Package(
  name: "tapedeck",
  products: [
    .executable(name: "tool", targets: ["tool"]),
    .library(name: "Tapedeck", targets: ["Runs", "CaptureSockets", "Market", "Backtest"]),
    .library(name: "StrategyTool", targets: ["StrategyTool", "Market", "Backtest"]),
  ],
  traits: [
    .default(enabledTraits: ["Network"]),
    .trait(
      name: "Network",
      description: "record and serve; costs minutes of building TLS, and nothing else needs it"),
    .trait(
      name: "SQLite",
      description: "candles --format sqlite; needs libsqlite3-dev and three more minutes to build"),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
  ],
  targets: [
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CSHA256"),
    .target(name: "CChecksum", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CLandlock"),
    module("Basics", ["CSHA256", "CZlib", "CChecksum"]),
    module("Market", ["Basics"]),
    module("Recording", ["Basics"]),
    module("Archive", ["Recording", "Basics"]),
    module("Binance", ["Market", "Basics"]),
    module("Feed", ["Recording", "Archive", "Binance", "Market", "Basics"]),
    module("Replay", []),
    module("Simulation", ["Binance", "Market", "Basics"]),
    module("Import", ["Recording", "Binance", "Market", "Basics"]),
    module(
      "Backtest", ["Market", "Basics"],
      embedded: ["Report/Page/page.html", "Report/Page/page.css", "Report/Page/Script"]),
    module(
      "ExchangeServer",
      [
        "Simulation", "Replay", "Feed", "Recording", "Binance", "Market", "Basics",
        network("NIOCore", "swift-nio"), network("NIOPosix", "swift-nio"),
        network("NIOHTTP1", "swift-nio"), network("NIOWebSocket", "swift-nio"),
        network("NIOSSL", "swift-nio-ssl"),
      ], embedded: ["Control/Page"]),
    module("Capture", ["Recording", "Binance", "Feed", "Market", "Basics"]),
    module(
      "CaptureSockets",
      [
        "Capture", "Feed", "Recording", "Binance", "Market", "Basics",
        network("NIOCore", "swift-nio"), network("NIOPosix", "swift-nio"),
        network("NIOHTTP1", "swift-nio"), network("NIOWebSocket", "swift-nio"),
        network("NIOSSL", "swift-nio-ssl"),
      ]),
    .target(
      name: "Runs",
      dependencies: [
        "Recording", "Archive", "Binance", "Feed", "Replay", "Import", "Backtest", "Market",
        "Basics", "CLandlock",
        .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
      ],
      swiftSettings: settings),
    .target(
      name: "StrategyTool",
      dependencies: [
        "Recording", "Archive", "Binance", "Feed", "Replay", "Simulation", "Import", "Backtest",
        "Runs",
        "Market", "Basics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .target(name: "Capture", condition: .when(traits: ["Network"])),
        .target(name: "CaptureSockets", condition: .when(traits: ["Network"])),
        .target(name: "ExchangeServer", condition: .when(traits: ["Network"])),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "tool", dependencies: ["StrategyTool"], swiftSettings: settings),

    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .target(
      name: "TestSupport", dependencies: ["CAllocationCount"], path: "Tests/TestSupport",
      swiftSettings: settings),
    tests("BasicsTests", ["Basics", "CZlib"]),
    tests("MarketTests", ["Market"]),
    .executableTarget(
      name: "CrashWriter", dependencies: ["Recording", "TestSupport"], path: "Tests/CrashWriter",
      swiftSettings: settings),
    .target(
      name: "RecordingSamples", dependencies: ["Recording", "Archive", "TestSupport"],
      path: "Tests/RecordingSamples", swiftSettings: settings),
    tests(
      "RecordingTests", ["Recording", "RecordingSamples", "CrashWriter", "Basics"]),
    tests("ArchiveTests", ["Archive", "Recording", "RecordingSamples", "Basics"]),
    tests("BinanceTests", ["Binance", "Market"]),
    tests(
      "FeedTests",
      ["Feed", "Recording", "RecordingSamples", "Archive", "Binance", "Market", "Basics"]),
    tests("ReplayTests", ["Replay", "Recording"]),
    tests("SimulationTests", ["Simulation", "Binance", "Market", "Basics"]),
    tests("ImportTests", ["Import", "Recording", "Binance", "Market", "CZlib"]),
    tests(
      "ExchangeServerTests",
      [
        "ExchangeServer", "Simulation", "Replay", "Feed", "Recording", "Binance", "Market",
        "Basics", network("NIOCore", "swift-nio"), network("NIOPosix", "swift-nio"),
      ]),
    tests(
      "BacktestTests", ["Backtest", "Market", "Basics"],
      exclude: ["Peer/backtesting_peer.py", "Golden"]),
    .executableTarget(
      name: "Soak",
      dependencies: [
        "Capture", "ExchangeServer", "Simulation", "Feed", "Recording", "Binance", "Market",
        "TestSupport",
      ],
      path: "Tests/Soak", swiftSettings: settings),
    tests(
      "CaptureTests",
      [
        "Capture", "CaptureSockets", "Soak", "Feed", "Recording", "Binance", "Market", "Basics",
        network("NIOCore", "swift-nio"), network("NIOEmbedded", "swift-nio"),
      ]),
    tests("RecordingsTests", ["Feed", "Replay", "Recording", "Archive", "Binance", "Market"]),
    tests(
      "RunsTests",
      ["Runs", "Import", "Backtest", "Feed", "Recording", "RecordingSamples", "Market"],
      exclude: ["Tape/tape_oracle.py"]),
    // Sees what is public alone, like a program of someone else.
    .executableTarget(
      name: "EmbeddedRecorder", dependencies: ["CaptureSockets", "Runs", "Market"],
      path: "Tests/EmbeddedRecorder", packageAccess: false, swiftSettings: settings),
    tests(
      "ToolTests",
      [
        "tool", "EmbeddedRecorder", "StrategyTool", "CaptureSockets", "Runs", "Simulation",
        "Market", "Basics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Exec", "Serve/Python"]),
    tests("TidyTests", []),
  ]
)
