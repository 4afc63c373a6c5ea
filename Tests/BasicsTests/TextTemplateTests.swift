import Basics
import Testing

struct TextTemplateTests {
  @Test func `names give way to their values, which are not searched again`() {
    let page = TextTemplate.filled(
      Array("<b>{{title}}</b>{{title}} {not} {{ neither }}".utf8),
      with: ["title": "{{other}} $1 \\n", "other": "never"])
    #expect(page == "<b>{{other}} $1 \\n</b>{{other}} $1 \\n {not} {{ neither }}")
  }

  @Test func `a value that ends its line needs no other line end`() {
    let values = ["whole": "one\ntwo\n", "part": "three", "none": ""]
    let page = TextTemplate.filled(Array("{{whole}}\n{{part}}\n{{none}}\nend\n".utf8), with: values)
    #expect(page == "one\ntwo\nthree\n\nend\n")
  }

  @Test func `a name without a value is a mistake of ours`() async {
    await #expect(processExitsWith: .failure) {
      _ = TextTemplate.filled(Array("{{missing}}".utf8), with: [:])
    }
  }
}
