#include "models/data/text/text_corpus.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "core/error.h"
#include "core/input_file.h"
#include "models/data/text/utf8.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 20;

// Where a text comes from: files, or bytes in memory.
struct ByteText {
  std::string name{};
  std::size_t size{0};
  std::function<std::string(std::size_t offset, std::size_t count)> read{};
};

// Goes through the symbols of one text; counts lines for errors.
class SymbolReader {
 public:
  SymbolReader(const ByteText& text, SymbolKind kind) : text_(text), kind_(kind) {}

  template <class Use>
  void each(const Use& use) {
    std::string block;
    std::size_t offset = 0;
    while (offset < text_.size) {
      const std::size_t begun = block.size();
      const std::size_t count = std::min(kBlock, text_.size - offset);
      block += text_.read(offset, count);
      check_bytes(std::string_view(block).substr(begun));
      offset += count;
      const std::size_t used = symbols_of(block, offset == text_.size, use);
      block.erase(0, used);
    }
    check_controls();
  }

  // "FILE: line 3, byte 120" (bytes counted from 0 in the file).
  std::string where() const {
    return text_.name + ": line " + std::to_string(line_) + ", byte " + std::to_string(byte_);
  }

 private:
  template <class Use>
  std::size_t symbols_of(std::string_view block, bool last, const Use& use) {
    std::size_t at = 0;
    while (at < block.size()) {
      Utf8Character symbol{static_cast<unsigned char>(block[at]), 1};
      if (kind_ == SymbolKind::characters) symbol = utf8_at(block, at);
      if (symbol.bytes == -1 && !last) break;
      if (symbol.bytes <= 0)
        fail(ErrorKind::data,
             where() + ": not valid UTF-8; take --symbols bytes, or convert the file (iconv)");
      use(symbol.value, *this);
      at += static_cast<std::size_t>(symbol.bytes);
      byte_ += static_cast<std::size_t>(symbol.bytes);
      if (symbol.value == '\n') ++line_;
    }
    return at;
  }

  void check_bytes(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i, ++seen_) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      if (byte == 0)
        fail(ErrorKind::data, text_.name + ": byte " + std::to_string(seen_) +
                                  " is NUL, which no text has; is it a binary file, or UTF-16? (take these "
                                  "bytes out with tr -d '\\0')");
      if ((byte < 0x20 && (byte < 0x07 || byte > 0x0d) && byte != 0x1b) || byte == 0x7f) ++controls_;
    }
  }

  void check_controls() const {
    if (controls_ * 100 > text_.size)
      fail(ErrorKind::data, text_.name + ": " + std::to_string(controls_) + " of " +
                                std::to_string(text_.size) +
                                " bytes are control characters: it is a binary file, not a text");
  }

  const ByteText& text_;
  SymbolKind kind_;
  std::size_t line_{1}, byte_{0}, seen_{0}, controls_{0};
};

// Opened for each block: a folder may hold more files than a process may have open.
std::vector<ByteText> opened(const std::vector<fs::path>& files) {
  std::vector<ByteText> texts;
  for (const fs::path& path : files)
    texts.push_back({path.string(), InputFile(path).size(), [path](std::size_t offset, std::size_t count) {
                       return InputFile(path).read(offset, count);
                     }});
  return texts;
}

ByteText in_memory(const std::string& bytes, const std::string& name) {
  return {name, bytes.size(),
          [&bytes](std::size_t offset, std::size_t count) { return bytes.substr(offset, count); }};
}

std::string names_of(const std::vector<ByteText>& texts) {
  if (texts.empty()) return "the text";
  return texts.front().name +
         (texts.size() > 1 ? " and " + std::to_string(texts.size() - 1) + " more files" : std::string());
}

Alphabet alphabet_of(const std::vector<ByteText>& texts, SymbolKind kind) {
  std::vector<bool> seen(kind == SymbolKind::bytes ? 256 : 0x110000, false);
  for (const ByteText& text : texts)
    SymbolReader(text, kind).each([&](std::uint32_t value, const SymbolReader&) { seen[value] = true; });
  std::vector<std::uint32_t> values;
  for (std::uint32_t value = 0; value < seen.size(); ++value)
    if (seen[value]) values.push_back(value);
  if (values.empty())
    fail(ErrorKind::data, names_of(texts) + ": empty; a text with at least two different symbols is needed");
  if (values.size() == 1)
    fail(ErrorKind::data, names_of(texts) + ": holds one symbol alone, " + symbol_name(kind, values[0]) +
                              "; a text with at least two different symbols is needed");
  return with_context(names_of(texts), [&] { return Alphabet(kind, std::move(values)); });
}

// Symbols that an alphabet hasn't.
struct Unknown {
  std::size_t symbols{0};
  std::map<std::uint32_t, bool> values{};
  std::string first{};
};

[[noreturn]] void fail_unknown(const Unknown& unknown, std::size_t all) {
  fail(ErrorKind::data, unknown.first + " is not among the symbols that the network was trained on; " +
                            std::to_string(unknown.symbols) + " of " + std::to_string(all) +
                            " symbols are such (" + std::to_string(unknown.values.size()) +
                            " different); replace them, or train on such text");
}

TextCorpus encoded(const std::vector<ByteText>& texts, const Alphabet& alphabet) {
  TextCorpus corpus{alphabet, SymbolCodes(alphabet.size()), {}, {}};
  std::size_t bytes = 0, all = 0;
  for (const ByteText& text : texts) bytes += text.size;
  corpus.codes.reserve(bytes);  // what characters leave of it is never touched, and so never in memory
  Unknown unknown;
  for (const ByteText& text : texts) {
    corpus.files.push_back({text.name, corpus.symbols()});
    SymbolReader(text, alphabet.kind()).each([&](std::uint32_t value, const SymbolReader& reader) {
      const std::int32_t code = alphabet.code_of(value);
      ++all;
      if (code >= 0) {
        corpus.codes.push_back(code);
        return;
      }
      if (unknown.symbols++ == 0) unknown.first = reader.where() + ": " + symbol_name(alphabet.kind(), value);
      unknown.values[value] = true;
    });
  }
  if (unknown.symbols > 0) fail_unknown(unknown, all);
  if (all == 0) fail(ErrorKind::data, names_of(texts) + ": empty; a text is needed");
  return corpus;
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

void add_folder(const fs::path& folder, std::vector<fs::path>& files) {
  std::vector<fs::path> found;
  for (fs::recursive_directory_iterator at(folder), end; at != end; ++at) {
    if (is_hidden(at->path())) {
      if (at->is_directory()) at.disable_recursion_pending();
      continue;
    }
    if (at->is_regular_file()) found.push_back(at->path());
  }
  if (found.empty()) fail(ErrorKind::no_input, folder.string() + ": a folder without files");
  std::sort(found.begin(), found.end(),
            [](const fs::path& a, const fs::path& b) { return a.generic_string() < b.generic_string(); });
  files.insert(files.end(), found.begin(), found.end());
}

}  // namespace

std::string TextCorpus::bytes(std::int64_t begin, std::int64_t end) const {
  std::string result;
  for (std::int64_t i = begin; i < end; ++i) result += alphabet.symbol(codes[static_cast<std::size_t>(i)]);
  return result;
}

std::vector<fs::path> text_files(const std::vector<std::string>& names) {
  std::vector<fs::path> files;
  for (const std::string& name : names) {
    if (fs::is_directory(name)) {
      add_folder(name, files);
    } else {
      require_input_file(name);
      files.emplace_back(name);
    }
  }
  return files;
}

TextCorpus read_text(const std::vector<fs::path>& files, SymbolKind kind) {
  const std::vector<ByteText> texts = opened(files);
  return encoded(texts, alphabet_of(texts, kind));
}

TextCorpus read_text(const std::vector<fs::path>& files, const Alphabet& alphabet) {
  return encoded(opened(files), alphabet);
}

TextCorpus text_of_bytes(const std::string& bytes, const Alphabet& alphabet, const std::string& name) {
  return encoded({in_memory(bytes, name)}, alphabet);
}

TextCorpus text_of_bytes(const std::string& bytes, SymbolKind kind, const std::string& name) {
  const std::vector<ByteText> texts{in_memory(bytes, name)};
  return encoded(texts, alphabet_of(texts, kind));
}

}  // namespace rssviz::models
