#include "render/lint/pdf_page.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/output_file.h"
#include "render/lint/color_groups.h"
#include "render/lint/pdf_objects.h"

namespace rssviz::render {
namespace {

using Transform = std::array<double, 6>;  // x' = a x + c y + e, y' = b x + d y + f

// First `inner`, then `outer`.
Transform product(const Transform& inner, const Transform& outer) {
  return {inner[0] * outer[0] + inner[1] * outer[2],
          inner[0] * outer[1] + inner[1] * outer[3],
          inner[2] * outer[0] + inner[3] * outer[2],
          inner[2] * outer[1] + inner[3] * outer[3],
          inner[4] * outer[0] + inner[5] * outer[2] + outer[4],
          inner[4] * outer[1] + inner[5] * outer[3] + outer[5]};
}

double scale_of(const Transform& t) { return std::sqrt(std::abs(t[0] * t[3] - t[1] * t[2])); }

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }

struct GraphicsState {
  Transform ctm{1, 0, 0, 1, 0, 0};
  double line_width{1};
  Color fill{0, 0, 0, 1};
  Color stroke{0, 0, 0, 1};
  double font_size{0};
};

// What is done for one file at most: a few hundred bytes can draw themselves for ever.
constexpr std::size_t kMostUnpacked = std::size_t{64} << 20;  // bytes of all streams and objects
constexpr std::size_t kMostContent = std::size_t{64}
                                     << 20;  // bytes gone through, a form as often as it is drawn
constexpr std::size_t kMostSaved = 1024;     // states of graphics, by q
constexpr std::size_t kMostOperands = 64;    // of an operator; the standard has at most 33
constexpr int kDeepestForm = 8;

// Goes through content, one operator after another (Annex A).
class ContentReader {
 public:
  // `file` is what errors call it.
  ContentReader(const PdfObjects& objects, const std::map<std::string, int>& drawn, std::string file,
                PdfPage& page)
      : objects_(objects), drawn_(drawn), file_(std::move(file)), page_(page) {}

  // Throws Error{data} where the content is beyond the limits above.
  void read(std::string_view content, const GraphicsState& start, int depth) {
    gone_through_ += content.size() + 1;
    if (gone_through_ > kMostContent)
      fail(ErrorKind::data, file_ + ": draws more than any figure does; it isn't read further");
    GraphicsState state = start;
    std::vector<GraphicsState> saved;
    Transform text{1, 0, 0, 1, 0, 0};
    numbers_.clear();
    for (std::size_t at = 0; at < content.size();) {
      const char c = content[at];
      if (is_space(c) || c == '[' || c == ']' || c == '{' || c == '}') {
        ++at;
      } else if (c == '%') {
        at = std::min(content.find('\n', at), content.size());
      } else if (c == '(') {
        at = behind_text(content, at);
      } else if (c == '<' || c == '>') {
        at = content.substr(at, 2) == "<<" || content.substr(at, 2) == ">>" || c == '>'
                 ? at + 1
                 : std::min(content.find('>', at), content.size() - 1) + 1;
      } else {
        const std::size_t end =
            std::min(content.find_first_of(" \n\r\t\f[]()<>{}/%", at + 1), content.size());
        const std::string_view word = content.substr(at, end - at);
        at = end;
        double value = 0;
        if (c == '/')
          name_ = word.substr(1);
        else if (std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc{})
          push_number(value);
        else {
          apply(word, state, saved, text, depth);
          numbers_.clear();
        }
      }
    }
  }

  std::vector<std::vector<std::size_t>> groups() const { return groups_.groups(); }

 private:
  void push_number(double value) {
    if (numbers_.size() >= kMostOperands) numbers_.erase(numbers_.begin());
    numbers_.push_back(value);
  }

  static std::size_t behind_text(std::string_view content, std::size_t at) {
    int level = 0;
    for (; at < content.size(); ++at) {
      if (content[at] == '\\')
        ++at;
      else if (content[at] == '(')
        ++level;
      else if (content[at] == ')' && --level == 0)
        return at + 1;
    }
    return content.size();
  }

  bool six(Transform& out) const {
    if (numbers_.size() < 6) return false;
    std::copy_n(numbers_.end() - 6, 6, out.begin());
    return true;
  }

  void apply(std::string_view word, GraphicsState& state, std::vector<GraphicsState>& saved, Transform& text,
             int depth) {
    Transform given{};
    if (word == "q") {
      if (saved.size() >= kMostSaved)
        fail(ErrorKind::data, file_ + ": saves its state more often than any figure does");
      saved.push_back(state);
    } else if (word == "Q" && !saved.empty()) {
      state = saved.back();
      saved.pop_back();
    } else if (word == "cm" && six(given)) {
      state.ctm = product(given, state.ctm);
    } else if (word == "w" && !numbers_.empty()) {
      state.line_width = numbers_.back();
    } else if (word == "Tf" && !numbers_.empty()) {
      state.font_size = numbers_.back();
    } else if (word == "BT") {
      text = {1, 0, 0, 1, 0, 0};
    } else if (word == "Tm" && six(given)) {
      text = given;
    } else if (word == "Tj" || word == "TJ" || word == "'" || word == "\"") {
      note_least(page_.smallest_text_pt, state.font_size * scale_of(product(text, state.ctm)));
    } else if (word == "Do") {
      draw(state, depth);
    } else if (!set_color(word, state)) {
      paint(word, state);
    }
  }

  bool set_color(std::string_view word, GraphicsState& state) const {
    const bool fill = word == "rg" || word == "g" || word == "sc" || word == "scn";
    const bool stroke = word == "RG" || word == "G" || word == "SC" || word == "SCN";
    if (!fill && !stroke) return false;
    const auto byte = [](double v) {
      return static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
    };
    Color color{};
    if (numbers_.size() == 3)
      color = {byte(numbers_[0]), byte(numbers_[1]), byte(numbers_[2]), 1};
    else if (numbers_.size() == 1)
      color = {byte(numbers_[0]), byte(numbers_[0]), byte(numbers_[0]), 1};
    (fill ? state.fill : state.stroke) = color;
    return true;
  }

  // The points that a path is built of; of a rectangle its corners and its middle.
  void build(std::string_view word, const GraphicsState& state) {
    constexpr std::size_t kMostPoints = 4096;  // of one path
    const auto put = [&](double x, double y) {
      const Transform& t = state.ctm;
      if (path_.size() < kMostPoints)
        path_.emplace_back(t[0] * x + t[2] * y + t[4], t[1] * x + t[3] * y + t[5]);
    };
    const std::size_t n = numbers_.size();
    if ((word == "m" || word == "l" || word == "c" || word == "v" || word == "y") && n >= 2)
      put(numbers_[n - 2], numbers_[n - 1]);
    if (word != "re" || n < 4) return;
    for (const double share : {0., 0.5, 1.})
      put(numbers_[n - 4] + share * numbers_[n - 2], numbers_[n - 3] + share * numbers_[n - 1]);
  }

  void paint(std::string_view word, const GraphicsState& state) {
    build(word, state);
    static const std::set<std::string_view> fills{"f", "F", "f*", "B", "B*", "b", "b*"};
    static const std::set<std::string_view> strokes{"S", "s", "B", "B*", "b", "b*"};
    if (fills.contains(word)) note_color(state.fill);
    if (strokes.contains(word)) note_color(state.stroke);
    if (fills.contains(word) || strokes.contains(word) || word == "n") path_.clear();
    if (!strokes.contains(word)) return;
    note_least(page_.thinnest_line_pt, state.line_width * scale_of(state.ctm));
  }

  void draw(const GraphicsState& state, int depth) {
    const auto number = drawn_.find(name_);
    const auto object = number == drawn_.end() ? objects_.end() : objects_.find(number->second);
    if (object == objects_.end() || depth > kDeepestForm) return;
    const std::string& dictionary = object->second.dictionary;
    if (name_of(dictionary, "Subtype") == "Image") {
      const Transform& t = state.ctm;
      PdfImage image{static_cast<int>(number_of(dictionary, "Width").value_or(0)),
                     static_cast<int>(number_of(dictionary, "Height").value_or(0)), 0};
      const double width = std::hypot(t[0], t[1]) / 72, height = std::hypot(t[2], t[3]) / 72;
      if (width > 0 && height > 0) image.dpi = std::min(image.width / width, image.height / height);
      page_.images.push_back(image);
      return;
    }
    if (!open_.insert(object->first).second)
      fail(ErrorKind::data, file_ + ": object " + std::to_string(object->first) + " draws itself");
    GraphicsState inner = state;
    inner.ctm = product(matrix_of(dictionary), state.ctm);
    read(object->second.stream, inner, depth + 1);
    open_.erase(object->first);
  }

  static Transform matrix_of(std::string_view dictionary) {
    Transform matrix{1, 0, 0, 1, 0, 0};
    std::size_t at = behind_key(dictionary, "Matrix");
    if (at == std::string_view::npos) return matrix;
    at = dictionary.find('[', at);
    for (double& value : matrix) {
      while (at < dictionary.size() && (is_space(dictionary[at]) || dictionary[at] == '[')) ++at;
      if (at >= dictionary.size()) return {1, 0, 0, 1, 0, 0};
      at = static_cast<std::size_t>(
          std::from_chars(dictionary.data() + at, dictionary.data() + dictionary.size(), value).ptr -
          dictionary.data());
    }
    return matrix;
  }

  static void note_least(double& least, double value) {
    if (value > 0 && (least == 0 || value < least)) least = value;
  }

  void note_color(const Color& color) {
    const auto [place, is_new] =
        seen_.emplace(std::tuple(color.red, color.green, color.blue, color.alpha), page_.colors.size());
    if (is_new) page_.colors.push_back(color);
    groups_.add(place->second, path_);
  }

  const PdfObjects& objects_;
  const std::map<std::string, int>& drawn_;
  std::string file_;
  PdfPage& page_;
  std::size_t gone_through_ = 0;
  std::set<int> open_{};                                             // forms that are being drawn
  std::map<std::tuple<int, int, int, double>, std::size_t> seen_{};  // places in page_.colors
  std::vector<std::pair<double, double>> path_{};
  ColorGroups groups_{};
  std::vector<double> numbers_{};
  std::string name_{};
};

// All "/name N 0 R" that lead to something that can be drawn. Writers of figures give each its own name.
std::map<std::string, int> drawable(const PdfObjects& objects) {
  std::map<std::string, int> drawn;
  for (const auto& [number, object] : objects) {
    const std::string& text = object.dictionary;
    for (std::size_t at = text.find('/'); at != std::string::npos; at = text.find('/', at + 1)) {
      const std::size_t end = text.find_first_of(" \n\r\t/<>[]()", at + 1);
      if (end == std::string::npos) break;
      const std::string name = text.substr(at + 1, end - at - 1);
      const std::optional<int> to = reference_of(std::string_view(text).substr(at), name);
      if (!to || name == "SMask" || name == "G") continue;
      const auto target = objects.find(*to);
      if (target == objects.end()) continue;
      const std::string kind = name_of(target->second.dictionary, "Subtype");
      if (kind == "Form" || kind == "Image") drawn[name] = *to;
    }
  }
  return drawn;
}

std::vector<PdfFont> fonts_of(const PdfObjects& objects) {
  std::vector<PdfFont> fonts;
  for (const auto& [number, object] : objects) {
    const std::string& dictionary = object.dictionary;
    if (name_of(dictionary, "Type") != "Font" || name_of(dictionary, "Subtype") == "Type0") continue;
    PdfFont font{name_of(dictionary, "BaseFont"), name_of(dictionary, "Subtype") == "Type3", false};
    const std::optional<int> descriptor = reference_of(dictionary, "FontDescriptor");
    const auto described = descriptor ? objects.find(*descriptor) : objects.end();
    font.embedded = font.type3 || (described != objects.end() &&
                                   described->second.dictionary.find("/FontFile") != std::string::npos);
    fonts.push_back(std::move(font));
  }
  return fonts;
}

void set_size(std::string_view dictionary, const std::string& name, PdfPage& page) {
  std::size_t at = behind_key(dictionary, "MediaBox");
  if (at == std::string_view::npos) fail(ErrorKind::data, name + ": its page has no size");
  at = dictionary.find('[', at) + 1;
  std::array<double, 4> box{};
  for (double& value : box) {
    while (at < dictionary.size() && is_space(dictionary[at])) ++at;
    at = static_cast<std::size_t>(
        std::from_chars(dictionary.data() + at, dictionary.data() + dictionary.size(), value).ptr -
        dictionary.data());
  }
  page.width_pt = box[2] - box[0];
  page.height_pt = box[3] - box[1];
}

}  // namespace

PdfPage read_pdf_page(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  UnpackBudget budget(path.string(), kMostUnpacked);
  const PdfObjects objects = read_pdf_objects(bytes, path.string(), budget);
  const auto first = std::find_if(objects.begin(), objects.end(), [](const auto& entry) {
    return name_of(entry.second.dictionary, "Type") == "Page";
  });
  if (first == objects.end()) fail(ErrorKind::data, path.string() + ": holds no page");
  PdfPage page;
  set_size(first->second.dictionary, path.string(), page);
  page.fonts = fonts_of(objects);
  std::string content;
  std::size_t at = behind_key(first->second.dictionary, "Contents");
  const std::string_view rest =
      at == std::string::npos ? std::string_view() : std::string_view(first->second.dictionary).substr(at);
  const std::size_t stop = rest.find_first_not_of(" \n\r\t[0123456789R");
  // One reference, or several in brackets: every "N 0 R".
  std::string_view references = rest.substr(0, stop);
  for (std::size_t i = 0; i < references.size();) {
    const std::size_t digit = references.find_first_of("0123456789", i);
    if (digit == std::string_view::npos) break;
    int number = 0;
    std::from_chars(references.data() + digit, references.data() + references.size(), number);
    const std::size_t end = references.find('R', digit);
    if (end == std::string_view::npos) break;
    if (const auto found = objects.find(number); found != objects.end()) {
      budget.spend(found->second.stream.size());
      content += found->second.stream + "\n";
    }
    i = end + 1;
  }
  const std::map<std::string, int> drawn = drawable(objects);
  ContentReader reader(objects, drawn, path.string(), page);
  reader.read(content, {}, 0);
  page.near = reader.groups();
  return page;
}

}  // namespace rssviz::render
