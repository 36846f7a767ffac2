// text-samples: what a network writes at chosen stages of learning, continuing the same prefix.
#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/text/text_page.h"
#include "cli/compose/parts/text/text_setting.h"
#include "cli/compose/text/kinds.h"
#include "cli/studies/text_samples.h"
#include "cli/subjects/stage_choice.h"
#include "cli/subjects/symbol_states.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr int kColumns = 76;

std::vector<std::string> alphabet_of(const NetworkView& view) {
  std::vector<std::string> alphabet;
  for (const std::string& label : view.corpus->vocabulary) alphabet.push_back(unescaped(label));
  return alphabet;
}

models::SampleTextOptions sampling(const Settings& settings) {
  models::SampleTextOptions options;
  options.length = settings.integer("length");
  options.temperature = settings.number("temperature");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  constexpr std::int64_t kMost = 5000;
  if (options.length < 1 || options.length > kMost)
    fail(ErrorKind::usage, "--length: " + settings.text("length") + " is out of range (1 to 5000)");
  return options;
}

std::string heading(const StageSample& sample, const models::Wording& wording) {
  std::string text = sample.name;
  if (sample.loss)
    text += ": " + formats::format_number(std::round(*sample.loss * 1000) / 1000) + " nats a " + wording.step;
  return text;
}

// Prefix and what was drawn, set in lines; the prefix on grey.
struct SetSample {
  SetText text{};
  render::TextGrid grid{};
};

SetSample set_sample(const StageSample& sample, const models::Tokens& prefix,
                     const std::vector<std::string>& alphabet, int columns, const render::Style& style) {
  models::Tokens all = prefix;
  all.insert(all.end(), sample.drawn.begin(), sample.drawn.end());
  TextRules rules;
  rules.columns = columns;
  SetSample set;
  set.text = set_text({kind_of_alphabet(alphabet), alphabet, all, {}}, rules);
  std::vector<render::Color> colors(all.size(), style.paper);
  std::fill_n(colors.begin(), prefix.size(), style.quiet);
  set.grid = grid_of(set.text, colors, style);
  set.grid.cells.erase(set.grid.cells.begin() + static_cast<std::ptrdiff_t>(prefix.size()),
                       set.grid.cells.end());
  return set;
}

formats::Table table_of(const std::vector<StageSample>& samples, const std::vector<std::string>& alphabet) {
  formats::Table table{{"stage", "name", "validation_loss", "text"}, {}};
  for (const StageSample& sample : samples) {
    std::string text;
    for (const std::int32_t token : sample.drawn) {
      if (!text.empty() && kind_of_alphabet(alphabet) == SymbolKind::words) text += ' ';
      text += alphabet[static_cast<std::size_t>(token)];
    }
    table.rows.push_back({std::to_string(sample.stage), sample.name,
                          sample.loss ? formats::format_number(*sample.loss) : "", shown_symbol(text)});
  }
  return table;
}

}  // namespace

static Drawn make_samples(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Settings& settings = request.settings;
  const Look look = text_look(settings);
  const std::vector<std::string> alphabet = alphabet_of(view);
  const models::Tokens prefix =
      settings.has("prefix")
          ? with_context("--prefix", [&] { return view.task->parse(settings.text("prefix")); })
          : models::Tokens{};
  const models::SampleTextOptions options = sampling(settings);
  const std::vector<StageSample> samples = text_samples(
      view, chosen_stages(settings.text("stages"), view.stages), prefix, options, request.execution);
  const int columns = std::min(kColumns, most_columns(look) - 1);
  const PageType type = page_type(look, columns + 1, 1, settings.has("width"));
  render::Figure figure = figure_with(look);
  figure.width_pt = type.width_pt;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const SetSample set = set_sample(samples[i], prefix, alphabet, columns, look.style);
    add_text_panel(look, type, set.grid, set.text.row_count, figure);
    figure.panels.back().title = heading(samples[i], view.task->wording());
    figure.panels.back().row = static_cast<int>(i);
  }
  const std::string temperature = formats::format_number(options.temperature);
  figure.caption.title = "What the " + view.name + " writes while it learns";
  figure.caption.text =
      with_commas(static_cast<long long>(options.length)) + " " + view.task->wording().steps +
      " drawn at each stage, symbol by symbol from the softmax of the outputs at temperature " + temperature +
      ", with the same random numbers (seed " + settings.text("seed") + ")" +
      (prefix.empty() ? " from the zero state. " : " after the prefix on grey. ") +
      "Losses are on validation. One sample of many: what it shows of brackets, quotes or layout may be "
      "luck; "
      "before learning (the first stage) all symbols are about equally likely. Network: " +
      view.description + ", " + view.training + "; " + view.task->description() + ".";
  Drawn drawn{std::move(figure), table_of(samples, alphabet)};
  for (auto sample = samples.rbegin(); sample != samples.rend(); ++sample)
    if (sample->loss)
      drawn.findings.push_back({"nats a symbol on validation: " + sample->name, *sample->loss});
  return drawn;
}

FigureKind samples_kind() {
  return {.name = "text-samples",
          .summary = "what a network writes at chosen stages of learning",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsStages | kReadsMetrics,
          .needs = {},
          .options = {no_palette(),
                      {"stages", OptionType::text, "4", "how many, or their numbers: 0,5,35", true, {}},
                      {"prefix", OptionType::text, "", "what is read first (default: nothing)", true, {}},
                      {"length", OptionType::integer, "300", "symbols to draw at each (1 to 5000)", true, {}},
                      {"temperature",
                       OptionType::number,
                       "1",
                       "what logits are divided by: below 1 likelier symbols, above 1 rarer ones",
                       true,
                       {}},
                      {"svg-text",
                       OptionType::text,
                       "text",
                       "SVG: letters as text, or as outlines",
                       true,
                       {"outlines", "text"}}},
          .make = make_samples};
}

}  // namespace rssviz::cli
