/// A value for each color. Used instead of a dictionary, whose order differs between processes.
public struct PerColor<Value> {
    /// Blue's value.
    public var blue: Value
    /// Green's value.
    public var green: Value

    /// Needs both, so that no color can be missing.
    public init(blue: Value, green: Value) {
        self.blue = blue
        self.green = green
    }

    /// The value of one color; there always is one.
    public subscript(color: Color) -> Value {
        get { color == .blue ? blue : green }
        set {
            switch color {
            case .blue: blue = newValue
            case .green: green = newValue
            }
        }
    }
}

extension PerColor: Sendable where Value: Sendable {}
extension PerColor: Equatable where Value: Equatable {}
extension PerColor: Hashable where Value: Hashable {}
extension PerColor: Encodable where Value: Encodable {}
extension PerColor: Decodable where Value: Decodable {}
