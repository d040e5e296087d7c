// swift-tools-version: 6.2

import PackageDescription

// The same settings as in ../Package.swift.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func bluegreen(_ product: String) -> Target.Dependency { .product(name: product, package: "bluegreen") }
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioConcurrencyHelpers: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")

let package = Package(
    name: "bluegreen-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, so that the directory the repository was cloned into may have any name.
        .package(name: "bluegreen", path: "../"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    ],
    targets: [
        .target(name: "Measuring", swiftSettings: settings),
        .executableTarget(
            name: "ZooKeeperBenchmark",
            dependencies: [
                "Measuring", bluegreen("TestSupport"), bluegreen("ZooKeeper"), logging, nioConcurrencyHelpers,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "PlannerBenchmark", dependencies: ["Measuring", bluegreen("RolloutCore")], swiftSettings: settings),
        .executableTarget(
            name: "FlipBenchmark",
            dependencies: [
                "Measuring", bluegreen("Coordination"), bluegreen("Eureka"), bluegreen("RolloutCore"),
                bluegreen("TestSupport"), bluegreen("ZooKeeper"), asyncHTTPClient, logging, nioConcurrencyHelpers,
                nioCore, nioPosix,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "RegistryBenchmark",
            dependencies: [
                "Measuring", bluegreen("Eureka"), bluegreen("TestSupport"), nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
