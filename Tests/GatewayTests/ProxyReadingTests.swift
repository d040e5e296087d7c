import HAProxy
import RolloutCore
import Testing

@testable import Gateway

@Suite("What HAProxy answers")
struct ProxyReadingTests {
    private let info = "Name: HAProxy\nVersion: 2.6.12\nPid: 19194\nUptime: 0d 0h00m01s\n"
    private let state = """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight \
        srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state \
        bk_f_forced_id srv_f_forced_id srv_fqdn srv_port
        3 bluegreen-app 1 blue-1 127.0.0.1 2 0 1 1 1 15 3 4 6 0 0 0 - 31811
        3 bluegreen-app 2 x:y_1.b ::1 0 5 1 1 2 1 0 0 14 0 0 0 - 31812
        3 bluegreen-app 3 g-1 127.0.0.1 2 8 0 1 0 1 0 0 2 0 0 0 - 31813
        4 other 1 blue-1 127.0.0.1 2 0 1 1 1 15 3 4 6 0 0 0 - 31811
        """
    private let statistics = """
        # pxname,svname,scur,econ,eresp,wretr,wredis,status,check_status,check_code,hrsp_2xx,hrsp_5xx,last_chk,srv_abrt,
        bluegreen-app,blue-1,2,1,0,3,0,UP,L7OK,200,7,2,"a, b",1,
        bluegreen-app,x:y_1.b,0,0,0,0,0,MAINT,,,0,0,,0,
        bluegreen-app,g-1,0,0,0,0,0,DRAIN,L7STS,500,0,0,,0,
        bluegreen-app,BACKEND,0,0,0,0,0,UP,,,0,0,,0,
        bluegreen-empty,BACKEND,0,0,0,0,0,DOWN,,,0,0,,0,
        other,blue-1,0,0,0,0,0,UP,L7OK,200,0,0,,0,
        """

    @Test("Servers of our backends, with state, weight, health and counters")
    func reading() throws {
        let reading = try ProxyReading(info: info, state: state, statistics: statistics)
        #expect(reading.processID == 19194)
        #expect(reading.backends.keys.sorted() == ["bluegreen-app", "bluegreen-empty"])
        let servers = try #require(reading.backends["bluegreen-app"])
        let blue = try #require(servers["blue-1"])
        #expect(blue.isReady && blue.isUp && blue.takesTraffic && blue.sessions == 2 && !blue.lacksChecks)
        #expect(servers["x:y_1.b"]?.isInMaintenance == true && servers["x:y_1.b"]?.address == "[::1]:31812")
        let green = try #require(servers["g-1"])
        #expect(green.isDraining && green.lacksChecks && green.check == "L7STS 500" && green.weight == 0)
        let counters = try #require(reading.counters["bluegreen-app"]?["blue-1"])
        #expect(
            counters == ServerCounters(requests: 9, serverErrors: 2, connectionErrors: 1, retries: 3, aborts: 1))
    }

    @Test(
        "What is no answer is refused",
        arguments: [("", 0), ("Unknown command: 'show foo'", 1), ("Permission denied", 2), ("", 1), ("", 2)])
    func refused(text: String, at place: Int) {
        var answers = [info, state, statistics]
        answers[place] = text
        #expect(throws: HAProxyError.self) {
            try ProxyReading(info: answers[0], state: answers[1], statistics: answers[2])
        }
    }

    @Test("Counters add up across a reload, and what was counted before the gateway came is not its own")
    func counters() throws {
        func reading(_ id: Int, _ requests: Int, errors: Int = 0) -> ProxyReading {
            ProxyReading(
                processID: id, backends: [:],
                counters: ["bluegreen-app": ["g-1": ServerCounters(requests: requests, serverErrors: errors)]])
        }
        var book = CounterBook()
        let fleets = ["app": ["g-1": Color.green]]
        for (id, requests, errors) in [(1, 100, 5), (1, 110, 6), (2, 4, 1), (2, 9, 1)] {
            book.take(reading(id, requests, errors: errors), fleets: fleets)
        }
        book.cut(3, app: "app", color: .green)
        let app = try #require(book.all.first)
        #expect(app.colors.green.requests == 19 && app.colors.green.serverErrors == 2 && app.reloads == 1)
        #expect(app.colors.green.cutSessions == 3 && app.colors.blue == BackendCounters())
    }
}
