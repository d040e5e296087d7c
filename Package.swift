// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let inMemoryLogging: Target.Dependency = .product(name: "InMemoryLogging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let metricsTestKit: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let nioConcurrencyHelpers: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioFoundationCompat: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let xmlCoder: Target.Dependency = .product(name: "XMLCoder", package: "XMLCoder")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "bluegreen",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "bluegreen", targets: ["bluegreen"]),
        // For Benchmarks/, which is a package of its own.
        .library(name: "Coordination", targets: ["Coordination"]),
        .library(name: "Eureka", targets: ["Eureka"]),
        .library(name: "RolloutCore", targets: ["RolloutCore"]),
        .library(name: "TestSupport", targets: ["TestSupport"]),
        .library(name: "ZooKeeper", targets: ["ZooKeeper"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
        .package(url: "https://github.com/CoreOffice/XMLCoder.git", from: "0.18.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.0"),
    ],
    targets: [
        // Libraries
        .systemLibrary(name: "CZooKeeper", providers: [.apt(["libzookeeper-mt-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "RolloutCore", swiftSettings: settings),
        .target(
            name: "ZooKeeper",
            dependencies: ["CZooKeeper", lifecycle, logging, metrics, nioConcurrencyHelpers, nioCore, nioPosix],
            swiftSettings: settings
        ),
        .target(
            name: "Eureka",
            dependencies: [asyncHTTPClient, logging, nioCore, nioFoundationCompat, nioHTTP1],
            swiftSettings: settings
        ),
        .target(name: "HAProxy", dependencies: [nioCore, nioPosix], swiftSettings: settings),
        .target(
            name: "Telemetry", dependencies: [hummingbird, logging, metrics, nioConcurrencyHelpers],
            swiftSettings: settings),
        .target(name: "Coordination", dependencies: ["RolloutCore", "ZooKeeper", logging], swiftSettings: settings),

        // Roles
        .target(
            name: "Controller",
            dependencies: [
                "Coordination", "Eureka", "RolloutCore", "ZooKeeper", asyncHTTPClient, lifecycle, logging, metrics,
                nioConcurrencyHelpers, nioCore, nioPosix,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Registry",
            dependencies: [
                "CZlib", "Coordination", "Eureka", "ZooKeeper", asyncHTTPClient, crypto, cryptoExtras, httpTypes,
                hummingbird, lifecycle, logging, metrics, nioConcurrencyHelpers, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Agent",
            dependencies: [
                "Coordination", "Eureka", "HAProxy", "RolloutCore", "ZooKeeper", asyncHTTPClient, lifecycle, logging,
                metrics, nioConcurrencyHelpers, nioCore, nioHTTP1, nioPosix, subprocess, systemPackage,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "Eureka", "HAProxy", "RolloutCore", lifecycle, logging, metrics, nioConcurrencyHelpers, nioCore,
                subprocess, systemPackage,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "bluegreen",
            dependencies: [
                "Agent", "Controller", "Coordination", "Eureka", "Gateway", "Registry", "RolloutCore", "Simulation",
                "Telemetry",
                "ZooKeeper", argumentParser, asyncHTTPClient, configuration, httpTypes, hummingbird, lifecycle, logging,
                metrics,
                nioConcurrencyHelpers, nioCore, nioPosix,
                systemPackage, unixSignals, yams,
            ],
            swiftSettings: settings
        ),

        // Beside the layers: a world of values for tests
        .target(
            name: "Simulation", dependencies: ["Coordination", "RolloutCore", "ZooKeeper", nioConcurrencyHelpers],
            swiftSettings: settings),

        // Test support and tests
        .testTarget(
            name: "RolloutCoreTests", dependencies: ["RolloutCore", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "SimulationTests", dependencies: ["RolloutCore", "Simulation"], swiftSettings: settings),
        .testTarget(name: "ZooKeeperTests", dependencies: ["ZooKeeper", logging], swiftSettings: settings),
        .testTarget(
            name: "ZooKeeperServerTests",
            dependencies: ["TestSupport", "ZooKeeper", lifecycle, logging, nioConcurrencyHelpers],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EnsembleContractTests",
            dependencies: [
                "Coordination", "RolloutCore", "Simulation", "TestSupport", "ZooKeeper", logging, nioConcurrencyHelpers,
                nioCore, nioPosix,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EurekaTests",
            dependencies: ["Eureka", xmlCoder],
            resources: [.copy("Fixtures")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: [
                "Telemetry", "TestSupport", hummingbird, hummingbirdTesting, logging, metrics, nioConcurrencyHelpers,
                nioCore,
                subprocess, systemPackage,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RegistryTests",
            dependencies: [
                "Coordination", "Eureka", "Registry", "TestSupport", "ZooKeeper", asyncHTTPClient, httpTypes,
                crypto, hummingbird, inMemoryLogging, lifecycle, logging, metrics, metricsTestKit,
                nioConcurrencyHelpers, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "Coordination", "Eureka", "RolloutCore", "TestSupport", "ZooKeeper", asyncHTTPClient,
                hummingbird, inMemoryLogging, lifecycle, logging, metrics, nioConcurrencyHelpers, nioCore, nioHTTP1,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: ["Eureka", "Gateway", "HAProxy", "RolloutCore", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CoordinationTests", dependencies: ["Coordination", "RolloutCore", "ZooKeeper"],
            swiftSettings: settings),
        .testTarget(
            name: "ControllerTests",
            dependencies: [
                "Controller", "Coordination", "Eureka", "RolloutCore", "TestSupport", "ZooKeeper", asyncHTTPClient,
                logging,
                nioConcurrencyHelpers, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "BluegreenTests",
            dependencies: ["Coordination", "RolloutCore", "ZooKeeper", "bluegreen", argumentParser, logging],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Coordination", "Eureka", "RolloutCore", "TestSupport", "ZooKeeper", asyncHTTPClient, httpTypes,
                hummingbird, lifecycle, logging, nioConcurrencyHelpers, nioCore, nioHTTP1,
                nioPosix,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport", dependencies: ["ZooKeeper", logging, nioConcurrencyHelpers, nioPosix],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
