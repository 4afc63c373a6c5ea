// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "embedder",
  dependencies: [.package(name: "tapedeck", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "embedder", dependencies: [.product(name: "Tapedeck", package: "tapedeck")])
  ])
