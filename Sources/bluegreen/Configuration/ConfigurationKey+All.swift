import Logging
import RolloutCore

extension ConfigurationKey {
    // MARK: - Everybody

    static let app = ConfigurationKey(
        "app", option: "--app", variable: "BLUEGREEN_APP", .text, default: "service-client",
        "The app at the root of ZooKeeper, by the name its instances register; every other app is below /apps.")
    static let zookeeper = ConfigurationKey(
        "zookeeper.servers", option: "--zookeeper", variable: "BLUEGREEN_ZOOKEEPER", .text, default: "127.0.0.1:2181",
        "Every member of the ensemble, host:port,host:port; /prefix at the end puts everything below it.")
    static let zookeeperAuth = ConfigurationKey(
        "zookeeper.auth", variable: "BLUEGREEN_ZOOKEEPER_AUTH", .credential,
        "user:password for ZooKeeper; keep this file readable by its owner alone.")
    static let sessionTimeout = ConfigurationKey(
        "zookeeper.sessionTimeout", option: "--session-timeout", variable: "BLUEGREEN_ZOOKEEPER_SESSION_TIMEOUT",
        .duration, default: "10s",
        "How long ZooKeeper waits for a silent process before it counts as gone.")
    static let registries = ConfigurationKey(
        "registries", option: "--registry", variable: "BLUEGREEN_REGISTRY", .addresses,
        default: "http://127.0.0.1:8761/eureka",
        "Every registry, separated by commas; credentials as http://user:password@host:port/eureka.")
    static let logFormat = ConfigurationKey(
        "log.format", option: "--log-format", variable: "BLUEGREEN_LOG_FORMAT", .choice(["text", "json"]),
        default: "text", "How log lines on stderr look: text or json.")
    static let logLevel = ConfigurationKey(
        "log.level", option: "--log-level", variable: "BLUEGREEN_LOG_LEVEL",
        .choice(Logger.Level.allCases.map(\.rawValue)), default: "info",
        "The least that is logged: trace, debug, info, notice, warning, error or critical.")

    // MARK: - Listening

    static let listenAuth = ConfigurationKey(
        "listen.auth", variable: "BLUEGREEN_LISTEN_AUTH", .credential,
        "user:password asked of everyone who calls this process; /healthz, /readyz and /metrics stay open.")
    static let listenOpen = ConfigurationKey(
        "listen.withoutCredentials", option: "--without-credentials", variable: "BLUEGREEN_LISTEN_WITHOUT_CREDENTIALS",
        .flag, default: "false", "Allows listening beyond this machine without credentials, for a network of your own.")

    // MARK: - Controller

    static let controllerListen = ConfigurationKey(
        "controller.listen", option: "--listen", variable: "BLUEGREEN_CONTROLLER_LISTEN", .listenAddress,
        default: "127.0.0.1:8780",
        "Where the controller answers /metrics, /healthz and /readyz; port 0 takes a free one.")
    static let controllerID = ConfigurationKey(
        "controller.id", option: "--id", variable: "BLUEGREEN_CONTROLLER_ID", .text,
        "The controller's own name, unique among controllers; host:port of its address when not given.")
    static let flipThrough = ConfigurationKey(
        "controller.flipThrough", option: "--flip-through", variable: "BLUEGREEN_CONTROLLER_FLIP_THROUGH",
        .choice(["registry", "instance"]), default: "registry",
        "Whom a step is told to: the registry, or the instance by POST /eureka/setStatus as the original system does.")
    static let instanceAuth = ConfigurationKey(
        "controller.instanceAuth", variable: "BLUEGREEN_CONTROLLER_INSTANCE_AUTH", .credential,
        "user:password for instances and agents that are told a step themselves, when they ask for it.")
    static let callTimeout = ConfigurationKey(
        "controller.callTimeout", variable: "BLUEGREEN_CONTROLLER_CALL_TIMEOUT", .duration, default: "2s",
        "How long a registry or an instance may take to answer.")
    static let registryInterval = ConfigurationKey(
        "controller.registryInterval", variable: "BLUEGREEN_CONTROLLER_REGISTRY_INTERVAL", .duration, default: "1s",
        "How often the registries are asked when nothing happens.")
    static let probeInterval = ConfigurationKey(
        "controller.probeInterval", variable: "BLUEGREEN_CONTROLLER_PROBE_INTERVAL", .duration, default: "2s",
        "How often each instance is asked whether it is ready; large fleets are asked more slowly.")
    static let probeTimeout = ConfigurationKey(
        "controller.probeTimeout", variable: "BLUEGREEN_CONTROLLER_PROBE_TIMEOUT", .duration, default: "1s",
        "How long an instance may take to say that it is ready.")
    static let resyncInterval = ConfigurationKey(
        "controller.resyncInterval", variable: "BLUEGREEN_CONTROLLER_RESYNC_INTERVAL", .duration, default: "15s",
        "How often everything is looked at although nothing seemed to change.")

    static let prometheus = ConfigurationKey(
        "controller.prometheus", variable: "BLUEGREEN_CONTROLLER_PROMETHEUS", .address,
        "The Prometheus that checks of rollout.analysis ask; credentials as http://user:password@host:port.")

    // MARK: - Rollout

    static let batches = ConfigurationKey(
        "rollout.batches", option: "--batches", variable: "BLUEGREEN_ROLLOUT_BATCHES", .amounts, default: "100%",
        "How much of the target serves after each batch, such as 1, 50%, 100%; the last one is all of it.")
    static let bake = ConfigurationKey(
        "rollout.bake", option: "--bake", variable: "BLUEGREEN_ROLLOUT_BAKE", .duration, default: "0s",
        "How long each batch must serve well before the other color gives way to it.")
    static let soak = ConfigurationKey(
        "rollout.soak", option: "--soak", variable: "BLUEGREEN_ROLLOUT_SOAK", .duration, default: "0s",
        "How long the target must serve well alone before the rollout is complete.")
    static let minTarget = ConfigurationKey(
        "rollout.minTarget", option: "--min-target", variable: "BLUEGREEN_ROLLOUT_MIN_TARGET", .amount, default: "100%",
        "How many of the target must be ready before anything is changed, as 3 or 75%.")
    static let minHealthy = ConfigurationKey(
        "rollout.minHealthy", option: "--min-healthy", variable: "BLUEGREEN_ROLLOUT_MIN_HEALTHY", .amount,
        "The floor: how many of those that served at the start must serve at every moment, as 3 or 75%.")
    static let maxInTransition = ConfigurationKey(
        "rollout.maxInTransition", option: "--max-in-transition", variable: "BLUEGREEN_ROLLOUT_MAX_IN_TRANSITION",
        .count, default: "1", "How many disabled instances may finish their requests at the same time.")
    static let phaseDeadline = ConfigurationKey(
        "rollout.phaseDeadline", option: "--phase-deadline", variable: "BLUEGREEN_ROLLOUT_PHASE_DEADLINE", .duration,
        default: "30m", "How long enabling, propagating or disabling one batch may take.")
    static let onDeadline = ConfigurationKey(
        "rollout.onDeadline", option: "--on-deadline", variable: "BLUEGREEN_ROLLOUT_ON_DEADLINE",
        .choice(RolloutPolicy.OnDeadline.allCases.map(\.rawValue)), default: "roll-back",
        "What becomes of a rollout that takes too long: it goes back (roll-back), or is paused as it is (pause).")
    static let rollsBack = ConfigurationKey(
        "rollout.rollback.auto", option: "--rollback-auto", variable: "BLUEGREEN_ROLLOUT_ROLLBACK_AUTO", .flag,
        default: "true", "Whether a rollout whose check fails goes back by itself; otherwise it is paused.")
    static let drift = ConfigurationKey(
        "rollout.drift", option: "--drift", variable: "BLUEGREEN_ROLLOUT_DRIFT",
        .choice(RolloutPolicy.Drift.allCases.map(\.rawValue)), default: "reassert",
        "What is done about a status that somebody else has set: it is put back (reassert), or only said (report).")
    static let requireComment = ConfigurationKey(
        "rollout.requireComment", option: "--require-comment", variable: "BLUEGREEN_ROLLOUT_REQUIRE_COMMENT", .flag,
        default: "false", "Refuses a rollout, and a request during one, when nobody says why it is made.")
    static let windows = ConfigurationKey(
        "rollout.windows", option: "--windows", variable: "BLUEGREEN_ROLLOUT_WINDOWS", .windows,
        "When rollouts may begin, such as Mon-Fri 09:00-17:00 Europe/Berlin; more than one are separated by semicolons."
    )
    static let quorumMargin = ConfigurationKey(
        "rollout.quorumMargin", option: "--quorum-margin", variable: "BLUEGREEN_ROLLOUT_QUORUM_MARGIN", .flag,
        default: "true", "Begins no rollout while the loss of one more member of ZooKeeper's ensemble would stop it.")
    static let checkDeadline = ConfigurationKey(
        "rollout.checkDeadline", option: "--check-deadline", variable: "BLUEGREEN_ROLLOUT_CHECK_DEADLINE", .duration,
        default: "1m", "How long a target that is still coming up is waited for before it is refused.")
    static let stepDeadline = ConfigurationKey(
        "rollout.stepDeadline", option: "--step-deadline", variable: "BLUEGREEN_ROLLOUT_STEP_DEADLINE", .duration,
        default: "30s", "How long one step may go unverified, or a phase without progress.")
    static let rolloutDeadline = ConfigurationKey(
        "rollout.deadline", option: "--rollout-deadline", variable: "BLUEGREEN_ROLLOUT_DEADLINE", .duration,
        default: "30m", "How long a rollout may take in all before it goes back.")
    static let readerCache = ConfigurationKey(
        "rollout.readerCache", option: "--reader-cache", variable: "BLUEGREEN_ROLLOUT_READER_CACHE",
        .automaticOrDuration, default: "auto",
        "How long readers use what they had after they have fetched; auto is 35s while there are any but our gateways.")
    static let blindPropagation = ConfigurationKey(
        "rollout.blindPropagation", option: "--blind-propagation", variable: "BLUEGREEN_ROLLOUT_BLIND_PROPAGATION",
        .duration, default: "65s", "How long to wait for the readers of a registry that does not tell who they are.")
    static let rolloutDrain = ConfigurationKey(
        "rollout.drain", option: "--drain", variable: "BLUEGREEN_ROLLOUT_DRAIN", .duration, default: "0s",
        "How long a disabled instance gets to finish its requests before the next one is disabled.")

    static let analysis = ConfigurationKey(
        "rollout.analysis", variable: "BLUEGREEN_ROLLOUT_ANALYSIS", .checks,
        "What must hold of the target before a bake or soak ends, as [{name: errors, gateway: errors, allow: < 1%}].")

    // MARK: - Registry

    static let registryListen = ConfigurationKey(
        "registry.listen", option: "--listen", variable: "BLUEGREEN_REGISTRY_LISTEN", .listenAddress,
        default: "127.0.0.1:8761", "Where the registry answers Eureka clients; port 0 takes a free one.")
    static let registryStandalone = ConfigurationKey(
        "registry.standalone", option: "--standalone", variable: "BLUEGREEN_REGISTRY_STANDALONE", .flag,
        default: "false", "Keeps everything in memory, without ZooKeeper: a restart forgets it.")
    static let registryAdvertise = ConfigurationKey(
        "registry.advertise", option: "--advertise", variable: "BLUEGREEN_REGISTRY_ADVERTISE", .endpoint,
        "host:port where the other replicas reach this one; where it listens when not given, by the machine's name if on all interfaces."
    )
    static let registryReplicaAuth = ConfigurationKey(
        "registry.replicaAuth", variable: "BLUEGREEN_REGISTRY_REPLICA_AUTH", .credential,
        "user:password by which this replica tells the others of heartbeats; with the right peer.")
    static let registryRequireEpoch = ConfigurationKey(
        "registry.requireEpoch", option: "--require-epoch", variable: "BLUEGREEN_REGISTRY_REQUIRE_EPOCH", .flag,
        default: "false", "Refuses status changes that come from no leader.")
    static let registryCredentials = ConfigurationKey(
        "registry.credentials", option: "--credentials", variable: "BLUEGREEN_REGISTRY_CREDENTIALS", .text,
        "The file with everybody who may call the registry, one line each; listen.auth does not count beside it.")

    static let registryConnections = ConfigurationKey(
        "registry.connections", variable: "BLUEGREEN_REGISTRY_CONNECTIONS", .count,
        "Most connections at once; as many as the limit of open files allows when not given.")
    static let registryConnectionsPerAddress = ConfigurationKey(
        "registry.connectionsPerAddress", variable: "BLUEGREEN_REGISTRY_CONNECTIONS_PER_ADDRESS", .count,
        default: "1024", "Most connections of one client address, so that none keeps the others out.")
    static let registryRequestDeadline = ConfigurationKey(
        "registry.requestDeadline", variable: "BLUEGREEN_REGISTRY_REQUEST_DEADLINE", .duration, default: "10s",
        "How long a request may take to arrive, from its first byte to its last.")
    static let registryIdleDeadline = ConfigurationKey(
        "registry.idleDeadline", variable: "BLUEGREEN_REGISTRY_IDLE_DEADLINE", .duration, default: "90s",
        "How long a connection may stay silent; more than clients' pause between heartbeats.")

    static let registryReaderSilence = ConfigurationKey(
        "registry.readerSilence", variable: "BLUEGREEN_REGISTRY_READER_SILENCE", .duration, default: "90s",
        "How long a switch waits, at most, for a reader that has stopped fetching; more than the longest fetch interval."
    )

    static let registryCopyFrom = ConfigurationKey(
        "registry.bootstrapFrom", option: "--bootstrap-from", variable: "BLUEGREEN_REGISTRY_BOOTSTRAP_FROM",
        .addresses, "A running registry to copy before the first answer, unless ZooKeeper remembers one.")
    static let registryPeers = ConfigurationKey(
        "registry.peers", option: "--peer", variable: "BLUEGREEN_REGISTRY_PEERS", .addresses,
        "Registries to keep in step with, separated by commas; written as for --registry.")
    static let registryPeerApp = ConfigurationKey(
        "registry.peerApp", variable: "BLUEGREEN_REGISTRY_PEER_APP", .text, default: "EUREKA",
        "The app that the peers register themselves under; this registry joins it.")
    static let registryPeerHost = ConfigurationKey(
        "registry.peerHost", variable: "BLUEGREEN_REGISTRY_PEER_HOST", .text,
        "This machine's name in the address that the peers have for this registry; its own when not given.")

    // MARK: - Agent

    static let agentColor = ConfigurationKey(
        "agent.color", option: "--color", variable: "BLUEGREEN_AGENT_COLOR", .choice(["blue", "green"]),
        "The fleet the instance belongs to.")
    static let agentID = ConfigurationKey(
        "agent.id", option: "--id", variable: "BLUEGREEN_AGENT_ID", .text,
        "The instance's name, unique within its app; app:host:port when not given.")
    static let agentEndpoint = ConfigurationKey(
        "agent.endpoint", option: "--endpoint", variable: "BLUEGREEN_AGENT_ENDPOINT", .endpoint,
        "Where the instance itself listens, host:port as others reach it.")
    static let agentHealth = ConfigurationKey(
        "agent.health", option: "--health", variable: "BLUEGREEN_AGENT_HEALTH", .text,
        "Address of the instance's health check; without one a TCP connection counts.")
    static let agentDrain = ConfigurationKey(
        "agent.drain", option: "--drain", variable: "BLUEGREEN_AGENT_DRAIN", .duration, default: "5s",
        "How long the instance gets to finish its requests, at most, when the agent is asked to stop.")
    static let agentInFlight = ConfigurationKey(
        "agent.inFlight", option: "--in-flight", variable: "BLUEGREEN_AGENT_IN_FLIGHT", .text,
        "Address that answers how many requests are in flight: a number, or Prometheus text with #METRIC at the end.")
    static let agentHAProxySocket = ConfigurationKey(
        "agent.haproxySocket", option: "--haproxy-socket", variable: "BLUEGREEN_AGENT_HAPROXY_SOCKET", .text,
        "Stats socket of this machine's HAProxy, level operator, which counts what is in flight to the endpoint.")
    static let agentStopTimeout = ConfigurationKey(
        "agent.stopTimeout", option: "--stop-timeout", variable: "BLUEGREEN_AGENT_STOP_TIMEOUT", .duration,
        default: "10s", "How long the instance's own process gets between SIGTERM and SIGKILL.")
    static let agentStateDirectory = ConfigurationKey(
        "agent.stateDirectory", option: "--state-directory", variable: "BLUEGREEN_AGENT_STATE_DIRECTORY", .text,
        "Where the agent keeps what the next one goes on with; $STATE_DIRECTORY or /var/lib/bluegreen when not given.")
    static let agentHooks = ConfigurationKey(
        "agent.hooks", option: "--hooks", variable: "BLUEGREEN_AGENT_HOOKS", .text,
        "Directory of executables pre-enable, post-enable, pre-disable and post-disable, each run at its moment.")
    static let agentHookTimeout = ConfigurationKey(
        "agent.hookTimeout", option: "--hook-timeout", variable: "BLUEGREEN_AGENT_HOOK_TIMEOUT", .duration,
        default: "30s", "How long one hook may take before it is killed and counts as failed.")
    static let agentListen = ConfigurationKey(
        "agent.listen", option: "--listen", variable: "BLUEGREEN_AGENT_LISTEN", .listenAddress,
        default: "127.0.0.1:0", "Where the agent answers POST /eureka/setStatus, /metrics, /healthz and /readyz.")

    // MARK: - Gateway

    static let gatewayListen = ConfigurationKey(
        "gateway.listen", option: "--listen", variable: "BLUEGREEN_GATEWAY_LISTEN", .listenAddress,
        default: "127.0.0.1:8781", "Where the gateway answers /metrics, /healthz, /readyz and, for nginx, /decide/APP.")
    static let gatewayProxy = ConfigurationKey(
        "gateway.proxy", option: "--proxy", variable: "BLUEGREEN_GATEWAY_PROXY", .choice(["haproxy", "nginx", "both"]),
        default: "haproxy",
        "What the gateway is there for: it drives an haproxy, tells an nginx that asks /decide/APP, or both.")
    static let gatewaySocket = ConfigurationKey(
        "gateway.socket", option: "--socket", variable: "BLUEGREEN_GATEWAY_SOCKET", .text,
        default: "/run/haproxy/admin.sock", "HAProxy's runtime socket, of level admin.")
    static let gatewayFragment = ConfigurationKey(
        "gateway.fragment", option: "--fragment", variable: "BLUEGREEN_GATEWAY_FRAGMENT", .text,
        default: "/etc/haproxy/bluegreen.d/50-bluegreen.cfg",
        "The file of HAProxy's configuration that the gateway writes, with all servers of all apps.")
    static let gatewayCheck = ConfigurationKey(
        "gateway.check", option: "--check", variable: "BLUEGREEN_GATEWAY_CHECK", .text,
        default: "haproxy -c -f /etc/haproxy/haproxy.cfg -f {}",
        "The command that checks that file, {}, before it is put in place; run without a shell; none for no check.")
    static let gatewayReload = ConfigurationKey(
        "gateway.reload", option: "--reload", variable: "BLUEGREEN_GATEWAY_RELOAD", .text,
        "The command that reloads HAProxy when it does not know an app yet; without one somebody has to.")
    static let gatewayApps = ConfigurationKey(
        "gateway.apps", option: "--app", variable: "BLUEGREEN_GATEWAY_APPS", .names,
        "The apps to put behind the proxy, separated by commas; all with managed instances when not given.")
    static let gatewayTestRouting = ConfigurationKey(
        "gateway.testRouting", variable: "BLUEGREEN_GATEWAY_TEST_ROUTING", .flag, default: "true",
        "Whether there are also backends for tests: bluegreen-APP-standby, -blue and -green.")
    static let gatewayDefaults = ConfigurationKey(
        "gateway.defaults", variable: "BLUEGREEN_GATEWAY_DEFAULTS", .text,
        "The named defaults section of HAProxy that the backends begin with; the last one when not given.")
    static let gatewayServerOptions = ConfigurationKey(
        "gateway.serverOptions", variable: "BLUEGREEN_GATEWAY_SERVER_OPTIONS", .text,
        default: "check inter 1s fastinter 250ms",
        "What HAProxy is told of each server after its address and weight, as health checks and TLS.")
    static let gatewayHealthPath = ConfigurationKey(
        "gateway.healthPath", variable: "BLUEGREEN_GATEWAY_HEALTH_PATH", .text,
        "Where HAProxy's health checks ask; what the instances register when not given, or a connection.")
    static let gatewayStickyCookie = ConfigurationKey(
        "gateway.stickyCookie", variable: "BLUEGREEN_GATEWAY_STICKY_COOKIE", .text,
        "The cookie that names a user, who then stays with one server, and so with one color, as long as it serves.")
    static let gatewayDrain = ConfigurationKey(
        "gateway.drain", option: "--drain", variable: "BLUEGREEN_GATEWAY_DRAIN", .duration, default: "30s",
        "How long a disabled server gets to finish its requests before they are cut.")
    static let gatewayAfterReload = ConfigurationKey(
        "gateway.afterReload", variable: "BLUEGREEN_GATEWAY_AFTER_RELOAD", .duration, default: "10s",
        "How long HAProxy's former process may serve as before after a reload: its timeout http-keep-alive.")

    /// Every key, in the order of the example file.
    static let all: [ConfigurationKey] = [
        app, zookeeper, zookeeperAuth, sessionTimeout, registries, logFormat, logLevel, listenAuth, listenOpen,
        controllerListen, controllerID, flipThrough, instanceAuth, callTimeout, registryInterval, probeInterval,
        probeTimeout, resyncInterval, prometheus, batches, bake, soak, minTarget, minHealthy, maxInTransition,
        checkDeadline,
        stepDeadline, phaseDeadline, rolloutDeadline, onDeadline, rollsBack, readerCache, blindPropagation,
        rolloutDrain,
        drift, requireComment, windows, quorumMargin, analysis,
        registryListen, registryStandalone, registryRequireEpoch, registryCredentials, registryAdvertise,
        registryReplicaAuth, registryConnections, registryConnectionsPerAddress, registryRequestDeadline,
        registryIdleDeadline, registryReaderSilence, registryCopyFrom, registryPeers, registryPeerApp, registryPeerHost,
        agentColor, agentID, agentEndpoint, agentHealth, agentDrain, agentInFlight, agentHAProxySocket,
        agentStopTimeout, agentStateDirectory, agentHooks, agentHookTimeout, agentListen, gatewayListen, gatewayProxy,
        gatewaySocket, gatewayFragment, gatewayCheck, gatewayReload, gatewayApps, gatewayTestRouting, gatewayDefaults,
        gatewayServerOptions, gatewayHealthPath, gatewayStickyCookie, gatewayDrain, gatewayAfterReload,
    ]
}
