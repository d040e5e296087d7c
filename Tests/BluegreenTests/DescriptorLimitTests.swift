import Foundation
import Testing

@testable import bluegreen

@Suite("How many connections fit into the limit of open files")
struct DescriptorLimitTests {
    @Test(
        "All but a reserve, half of very few, and never more than memory should bear",
        arguments: [
            (64, 32), (1024, 768), (20_000, 19_744), (65_536, 32_768), (Int.max, 32_768),
        ])
    func connections(_ files: Int, _ connections: Int) {
        #expect(DescriptorLimit(files: files).connections == connections)
    }

    @Test(
        "Fewer than asked for, or than 10,000 clients need, is short",
        arguments: [
            (20_000, nil, 19_744, false), (20_000, 500, 500, false), (1024, nil, 768, true), (1024, 768, 768, false),
            (20_000, 30_000, 19_744, true),
        ] as [(Int, Int?, Int, Bool)])
    func said(_ files: Int, _ asked: Int?, _ granted: Int, _ isShort: Bool) {
        let allowance = DescriptorLimit(files: files).allowance(asked: asked)
        #expect(allowance.connections == granted && allowance.isShort == isShort)
    }

    @Test("The soft limit becomes the hard one")
    func raised() {
        let raised = DescriptorLimit.raised()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #expect(limit.rlim_cur == limit.rlim_max && raised.files == Int(clamping: limit.rlim_max))
    }
}
