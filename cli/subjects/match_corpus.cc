#include "cli/subjects/match_corpus.h"

#include <algorithm>

#include "core/error.h"
#include "core/formats/array_source.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

template <class Item>
const Item& named(const std::vector<Item>& items, const std::string& option, const std::string& name,
                  const std::string& what) {
  std::string all;
  for (const Item& item : items) {
    if (item.name == name) return item;
    all += (all.empty() ? "" : ", ") + item.name;
  }
  fail(ErrorKind::usage, "--" + option + ": there is no " + what + " '" + name +
                             "'; there are: " + (all.empty() ? "none" : all));
}

}  // namespace

std::string MatchCorpus::word(std::size_t step) const {
  if (step >= words.size() || words[step] < 0) return "";
  return vocabulary[static_cast<std::size_t>(words[step])];
}

const StateSet& MatchCorpus::set_named(const std::string& wanted) const {
  return named(sets, "source", wanted, "state set");
}

const MatchAnnotation& MatchCorpus::annotation_named(const std::string& option,
                                                     const std::string& wanted) const {
  return named(annotations, option, wanted, "annotation");
}

MatchCorpus load_match_corpus(const std::string& path, const Execution& execution) {
  if (is_lstmvis_folder(path)) return load_lstmvis_folder(path);
  if (fs::is_directory(path)) {
    if (!fs::exists(fs::path(path) / "run.json"))
      fail(ErrorKind::no_input,
           path + ": is neither a run (it has no run.json) nor a folder of LSTMVis (it has no lstm.yml)");
    return load_match_run(path, execution);
  }
  const fs::path file = formats::parse_source(path).file;
  if (!fs::exists(file)) fail(ErrorKind::no_input, file.string() + ": there is no such file or folder");
  return load_match_states(path);
}

std::unique_ptr<RowBlocks> open_states(const MatchCorpus& corpus, const StateSet& set) {
  std::unique_ptr<RowBlocks> rows = set.open();
  if (static_cast<std::size_t>(rows->rows()) != corpus.sequences.steps)
    fail(ErrorKind::data, corpus.name + ": the states " + set.name + " have " + std::to_string(rows->rows()) +
                              " steps, its words " + std::to_string(corpus.sequences.steps));
  return rows;
}

}  // namespace rssviz::cli
