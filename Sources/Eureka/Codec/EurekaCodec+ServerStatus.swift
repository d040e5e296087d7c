extension EurekaCodec {
    /// The answer of `GET status`: not wrapped in JSON, and whole, which a genuine server's is not.
    public static func encode(_ status: ServerStatus, format: WireFormat) -> [UInt8] {
        switch format {
        case .json:
            var writer = JSONWriter(capacity: 2048)
            writer.write(status)
            return writer.bytes
        case .xml:
            var writer = XMLWriter(capacity: 2048)
            writer.write(status)
            return writer.bytes
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ status: ServerStatus) {
        beginObject()
        write("generalStats", status.general)
        write("applicationStats", status.application)
        key("instanceInfo")
        write(status.instance)
        key("healthy")
        value(status.isHealthy)
        endObject()
    }

    private mutating func write(_ name: StaticString, _ facts: [ServerStatus.Fact]) {
        key(name)
        beginObject()
        for fact in facts {
            key(fact.name)
            value(fact.value)
        }
        endObject()
    }
}

extension XMLWriter {
    fileprivate mutating func write(_ status: ServerStatus) {
        begin("com.netflix.eureka.util.StatusInfo")
        write("generalStats", status.general)
        write("applicationStats", status.application)
        write(status.instance, as: "instanceInfo")
        element("healthy", status.isHealthy ? "true" : "false")
        end("com.netflix.eureka.util.StatusInfo")
    }

    private mutating func write(_ name: String, _ facts: [ServerStatus.Fact]) {
        begin(name)
        for fact in facts { element(XMLName.escaped(fact.name), fact.value) }
        end(name)
    }
}
