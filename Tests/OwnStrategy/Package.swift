// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "mytool",
  dependencies: [.package(name: "tapedeck", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "mytool", dependencies: [.product(name: "StrategyTool", package: "tapedeck")])
  ])
