// A few shapes of SVG, appended to one text.

struct Canvas {
    enum Anchor: String {
        case start, middle, end
    }

    private var body = ""

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String, radius: Double = 0) {
        body += """
              <rect x="\(short(x))" y="\(short(y))" width="\(short(max(width, 0)))" height="\(short(height))" \
            rx="\(short(radius))" fill="\(fill)"/>

            """
    }

    mutating func line(x: Double, from top: Double, to bottom: Double, stroke: String, width: Double, dashed: Bool) {
        let dash = dashed ? " stroke-dasharray=\"4 3\"" : ""
        body += """
              <line x1="\(short(x))" y1="\(short(top))" x2="\(short(x))" y2="\(short(bottom))" \
            stroke="\(stroke)" stroke-width="\(short(width))"\(dash)/>

            """
    }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Double, fill: String, anchor: Anchor = .start, bold: Bool = false
    ) {
        let weight = bold ? " font-weight=\"600\"" : ""
        body += """
              <text x="\(short(x))" y="\(short(y))" font-size="\(short(size))" fill="\(fill)" \
            text-anchor="\(anchor.rawValue)"\(weight)>\(escaped(text))</text>

            """
    }

    func document(width: Double, height: Double, title: String) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(short(width)) \(short(height))" \
        width="\(short(width))" height="\(short(height))" role="img" \
        font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif">
          <title>\(escaped(title))</title>
        \(body)</svg>

        """
    }

    private func short(_ value: Double) -> String {
        value == value.rounded() ? fixed(value, 0) : fixed(value, 1)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
