#include "render/cairo/markup.h"

#include <array>
#include <cctype>
#include <utility>

#include "core/text.h"

namespace rssviz::render {
namespace {

using Symbol = std::pair<std::string_view, std::string_view>;
constexpr std::array<Symbol, 49> kSymbols{
    {{"alpha", "α"},  {"beta", "β"},  {"gamma", "γ"},      {"delta", "δ"},  {"epsilon", "ε"}, {"zeta", "ζ"},
     {"eta", "η"},    {"theta", "θ"}, {"kappa", "κ"},      {"lambda", "λ"}, {"mu", "μ"},      {"nu", "ν"},
     {"xi", "ξ"},     {"pi", "π"},    {"rho", "ρ"},        {"sigma", "σ"},  {"tau", "τ"},     {"phi", "φ"},
     {"chi", "χ"},    {"psi", "ψ"},   {"omega", "ω"},      {"Gamma", "Γ"},  {"Delta", "Δ"},   {"Theta", "Θ"},
     {"Lambda", "Λ"}, {"Sigma", "Σ"}, {"Phi", "Φ"},        {"Psi", "Ψ"},    {"Omega", "Ω"},   {"times", "×"},
     {"pm", "±"},     {"le", "≤"},    {"leq", "≤"},        {"ge", "≥"},     {"geq", "≥"},     {"neq", "≠"},
     {"approx", "≈"}, {"infty", "∞"}, {"to", "→"},         {"cdot", "·"},   {"partial", "∂"}, {"sum", "∑"},
     {"ell", "ℓ"},    {"in", "∈"},    {"rightarrow", "→"}, {"sqrt", "√"},   {"ll", "≪"},      {"gg", "≫"},
     {"propto", "∝"}}};

void append_escaped(std::string& out, char c) {
  if (c == '&') {
    out += "&amp;";
  } else if (c == '<') {
    out += "&lt;";
  } else if (c == '>') {
    out += "&gt;";
  } else {
    out += c;
  }
}

// Reads the mathematics between two dollars.
class MathReader {
 public:
  explicit MathReader(std::string_view text, int depth = 0) : text_(text), depth_(depth) {}
  std::string read() {
    std::string out;
    while (at_ < text_.size()) read_one(out);
    return out;
  }

 private:
  // What stands in braces after the current place, or the one character (or \name) there.
  std::string group() {
    constexpr int kDeepest = 32;  // groups within groups; deeper ones stand as they are written
    std::string out;
    if (at_ >= text_.size()) return out;
    if (depth_ >= kDeepest) {
      append_escaped(out, text_[at_++]);
      return out;
    }
    ++depth_;
    if (text_[at_] != '{')
      read_one(out);
    else
      out = braced_group();
    --depth_;
    return out;
  }

  std::string braced_group() {
    const std::size_t start = ++at_;
    for (int depth = 1; at_ < text_.size(); ++at_) {
      if (text_[at_] == '{') ++depth;
      if (text_[at_] == '}' && --depth == 0) break;
    }
    const std::string out = MathReader(text_.substr(start, at_ - start), depth_).read();
    if (at_ < text_.size()) ++at_;
    return out;
  }

  void read_command(std::string& out) {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_]))) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (name == "mathbf") {
      out += "<span weight=\"600\" style=\"normal\">" + group() + "</span>";
      return;
    }
    if (name == "mathrm" || name == "text") {
      out += "<span style=\"normal\">" + group() + "</span>";
      return;
    }
    for (const auto& [known, symbol] : kSymbols) {
      if (known != name) continue;
      out += symbol;
      return;
    }
    if (name.empty() && at_ < text_.size()) {
      append_escaped(out, text_[at_++]);  // an escaped character
    } else {
      out += name;
    }
  }

  void read_one(std::string& out) {
    const char c = text_[at_++];
    if (c == '_') {
      out += "<sub>" + group() + "</sub>";
    } else if (c == '^') {
      out += "<sup>" + group() + "</sup>";
    } else if (c == '\\') {
      read_command(out);
    } else if (c == '{') {
      --at_;
      out += group();
    } else if (c == '-') {
      out += "−";
    } else if (std::isalpha(static_cast<unsigned char>(c))) {
      out += "<i>" + std::string(1, c) + "</i>";
    } else {
      append_escaped(out, c);
    }
  }

  std::string_view text_;
  int depth_;
  std::size_t at_ = 0;
};

}  // namespace

std::string drawable_text(std::string_view given) {
  std::string text = as_utf8(given);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  for (const char* const none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})  // U+FFFE and U+FFFF
    for (std::size_t at = text.find(none); at != std::string::npos; at = text.find(none, at))
      text[at + 2] = '\xBD';
  return text;
}

std::string pango_markup(std::string_view given) {
  const std::string clean = drawable_text(given);
  const std::string_view text = clean;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '$') {
      out += text[++i];
      continue;
    }
    const std::size_t end = text[i] == '$' ? text.find('$', i + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      append_escaped(out, text[i]);
      continue;
    }
    out += MathReader(text.substr(i + 1, end - i - 1)).read();
    i = end;
  }
  return out;
}

}  // namespace rssviz::render
