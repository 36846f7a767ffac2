// How text tasks are made from options, and kept in runs.
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/output_file.h"
#include "models/tasks/text/text_task.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;
using Type = TaskOption::Type;
constexpr const char* kTextFile = "text.txt";
constexpr int kLongestWindow = 100'000;

std::shared_ptr<const TextTask> task_of(TextCorpus text, const SplitOptions& splits, int window) {
  text.split = split_text(text.symbols(), splits);
  return std::make_shared<const TextTask>(std::make_shared<const TextCorpus>(std::move(text)), window);
}

std::vector<std::uint32_t> values_of(const std::vector<int>& numbers) {
  std::vector<std::uint32_t> values;
  for (const int number : numbers) values.push_back(static_cast<std::uint32_t>(number));
  return values;
}

// In blocks: a text isn't held twice.
void write_text(const TextCorpus& text, const fs::path& path) {
  constexpr std::int64_t kBlock = std::int64_t{1} << 20;
  OutputFile file(path);
  std::ofstream out(file.part_path(), std::ios::binary);
  for (std::int64_t from = 0; from < text.symbols() && out; from += kBlock) {
    const std::string bytes = text.bytes(from, std::min(from + kBlock, text.symbols()));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  out.close();
  if (!out) fail(ErrorKind::io, path.string() + ": writing failed");
  file.finish();
}

}  // namespace

std::vector<TaskOption> text_task_options() {
  return {{"text", Type::files, "", "one or several files, or folders with all that is in them", {}},
          {"symbols", Type::text, "bytes", "what a text consists of", {"bytes", "characters"}},
          {"split", Type::text, "80,10,10", "per cent of the text to train, validate and test on", {}},
          {"split-by",
           Type::text,
           "end",
           "end: three pieces one after another; rows:B: the same of each of B rows, which is easier",
           {}},
          {"window", Type::integer, "50", "symbols that the gradient goes back at most", {}}};
}

std::shared_ptr<const Task> make_text_task(const TaskSource& source) {
  const std::vector<std::string> files = source.values("text");
  if (files.empty()) fail(ErrorKind::usage, "--text is needed with --task text: one or several files");
  const SplitOptions splits = split_options(source.value("split-by"), source.value("split"));
  const int window = source.integer("window", 1, kLongestWindow);
  return task_of(read_text(text_files(files), symbol_kind_named(source.value("symbols"))), splits, window);
}

std::shared_ptr<const TextTask> text_task_in(const std::vector<std::string>& files, const Alphabet& alphabet,
                                             const SplitOptions& splits, int window) {
  return task_of(read_text(text_files(files), alphabet), splits, window);
}

void TextTask::save(const fs::path& folder) const {
  formats::Json record;
  record["task"] = "text";
  record["symbols"] = name_of(text_->alphabet.kind());
  record["alphabet"] = text_->alphabet.values();
  record["split"] = text_->split.options.shares_text();
  record["split_by"] = text_->split.options.by();
  record["window"] = window_;
  formats::Json& files = record["files"] = formats::Json::array();
  for (const TextFile& file : text_->files)
    files.push_back({{"name", fs::path(file.name).filename().string()}, {"first", file.first}});
  write_text(*text_, folder / kTextFile);
  formats::write_json(folder / "task.json", record);
}

std::shared_ptr<const Task> open_text_task(const fs::path& folder, const formats::Json& record) {
  using formats::field;
  const std::string file = (folder / "task.json").string();
  return with_context(file, [&]() -> std::shared_ptr<const Task> {
    const Alphabet alphabet(symbol_kind_named(field<std::string>(record, "symbols", file)),
                            values_of(field<std::vector<int>>(record, "alphabet", file)));
    const int window = field<int>(record, "window", file);
    if (alphabet.size() < 1 || window < 1 || window > kLongestWindow)
      fail(ErrorKind::data, "no symbols, or a window that is none");
    SplitOptions splits;
    try {
      splits = split_options(field<std::string>(record, "split_by", file),
                             field<std::string>(record, "split", file));
    } catch (const Error& error) {  // it isn't the command line that is wrong
      fail(ErrorKind::data, error.what());
    }
    TextCorpus text = read_text({folder / kTextFile}, alphabet);
    if (formats::has_field(record, "files")) {
      text.files.clear();
      for (const formats::Json& one : record.at("files"))
        text.files.push_back(
            {field<std::string>(one, "name", file), field<std::int64_t>(one, "first", file)});
    }
    return task_of(std::move(text), splits, window);
  });
}

}  // namespace rssviz::models
