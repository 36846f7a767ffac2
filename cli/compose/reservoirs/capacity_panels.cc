#include "cli/compose/reservoirs/capacity_panels.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/kind_options.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "render/figure/dark_palette.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr double kLeastDrawn = 0.01;  // beyond where all curves are below, nothing is seen

struct Spread {
  double mean{0}, low{0}, high{0};
};

template <class Number>
Spread spread_of(const MeasuredCapacity& of, const Number& number) {
  Spread spread{0, 1e300, -1e300};
  for (const models::InputCapacity& seed : of.seeds) {
    const double value = number(seed);
    spread.mean += value / static_cast<double>(of.seeds.size());
    spread.low = std::min(spread.low, value);
    spread.high = std::max(spread.high, value);
  }
  return spread;
}

double memory_at(const models::InputCapacity& of, std::size_t delay) {
  return delay < of.memory.size() ? of.memory[delay] : 0;
}

bool has_several_inputs(const std::vector<MeasuredCapacity>& measured) {
  return std::any_of(measured.begin(), measured.end(),
                     [](const MeasuredCapacity& of) { return of.seeds.front().inputs > 1; });
}

std::vector<render::Color> network_colors(std::size_t count, bool ordered, const Look& look) {
  if (!ordered) return render::class_colors(look.style, std::max<std::size_t>(count, 2));
  std::vector<render::Color> colors;
  for (std::size_t k = 0; k < count; ++k)
    colors.push_back(render::sample_palette(
        render::palette_on("viridis", look.style),
        count < 2 ? 0.4 : 0.9 * static_cast<double>(k) / static_cast<double>(count - 1)));
  return colors;
}

// Shades of one grey-blue, light to dark by degree: other colours than the networks'.
render::Color degree_color(int degree, int degrees, const render::Style& style) {
  return render::sample_palette(
      render::palette_on("cividis", style),
      degrees < 2 ? 0.2 : 0.85 * static_cast<double>(degree - 1) / static_cast<double>(degrees - 1));
}

render::Panel memory_panel(const std::vector<MeasuredCapacity>& measured,
                           const std::vector<render::Color>& colors, const Look& look) {
  render::Panel panel;
  panel.title = "Memory of the input";
  panel.x.label = "steps back";
  panel.y.label = has_several_inputs(measured) ? "inputs told, less chance" : "share told, less chance";
  panel.x.low = 0;
  panel.marks.emplace_back(render::Rule{true, 0, look.style.muted, 0.5, render::Dash::dotted, ""});
  double last = 5;  // that is drawn
  for (std::size_t k = 0; k < measured.size(); ++k) {
    std::size_t delays = 0;
    for (const models::InputCapacity& seed : measured[k].seeds) delays = std::max(delays, seed.memory.size());
    render::Line line;
    line.color = colors[k];
    line.width_pt = 1.2;
    render::Band band;
    band.color = render::with_alpha(colors[k], 0.2);
    for (std::size_t delay = 0; delay < delays; ++delay) {
      const Spread at = spread_of(measured[k], [&](const auto& seed) { return memory_at(seed, delay); });
      line.at.push_back({static_cast<double>(delay), at.mean});
      if (at.mean >= kLeastDrawn) last = std::max(last, static_cast<double>(delay) + 1);
      band.x.push_back(static_cast<double>(delay));
      band.low.push_back(at.low);
      band.high.push_back(at.high);
    }
    if (measured[k].seeds.size() > 1) panel.marks.emplace_back(std::move(band));
    panel.marks.emplace_back(std::move(line));
  }
  panel.x.high = last;
  return panel;
}

// Bars of capacity by degree, one on the other, below the rank that bounds them.
render::Panel degree_panel(const std::vector<MeasuredCapacity>& measured, int degrees,
                           const std::string& quantity, const Look& look) {
  render::Panel panel;
  panel.column = 1;
  panel.title = "By degree";
  panel.x.label = quantity;
  panel.y.label = "capacity (directions)";
  panel.y.low = 0;
  panel.x.low = -0.6;
  panel.x.high = static_cast<double>(measured.size()) - 0.4;
  render::Rectangles bars;
  render::Line ranks;
  ranks.color = look.style.ink;
  ranks.width_pt = 1;
  for (std::size_t k = 0; k < measured.size(); ++k) {
    const auto x = static_cast<double>(k);
    double below = 0;
    for (int degree = 1; degree <= degrees; ++degree) {
      const double more = spread_of(measured[k], [&](const auto& s) { return s.of_degree(degree); }).mean;
      bars.boxes.push_back({x - 0.35, below, x + 0.35, below + more});
      bars.colors.push_back(degree_color(degree, degrees, look.style));
      below += more;
    }
    const double rank =
        spread_of(measured[k], [](const auto& s) { return static_cast<double>(s.rank); }).mean;
    ranks.at.insert(ranks.at.end(), {{x - 0.42, rank}, {x + 0.42, rank}, {std::nan(""), 0}});
    panel.x.ticks.push_back({x, measured[k].name});
  }
  panel.x.slanted = true;
  panel.marks.emplace_back(std::move(bars));
  panel.marks.emplace_back(std::move(ranks));
  return panel;
}

// Of one network: which delays the capacity of each degree comes from.
render::Panel delay_panel(const models::InputCapacity& of, int degrees, const Look& look) {
  render::Panel panel;
  panel.column = 2;
  panel.title = "By longest delay";
  panel.x.label = "steps back";
  panel.y.label = "capacity (directions)";
  panel.x.low = 0;
  panel.y.low = 0;
  for (int degree = 1; degree <= degrees; ++degree) {
    render::Line line;
    line.color = degree_color(degree, degrees, look.style);
    line.width_pt = 1.2;
    for (const models::CapacityPart& part : of.parts)
      if (part.degree == degree) line.at.push_back({static_cast<double>(part.delay), part.capacity});
    if (!line.at.empty()) panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

void add_legends(const std::vector<MeasuredCapacity>& measured, const std::vector<render::Color>& colors,
                 int degrees, const std::string& quantity, const Look& look, render::Figure& figure) {
  if (measured.size() > 1) {
    render::Legend networks;
    networks.title = quantity;
    networks.panels = {0};
    for (std::size_t k = 0; k < measured.size(); ++k)
      networks.entries.push_back({measured[k].name, colors[k], render::SwatchKind::line});
    figure.legends.push_back(std::move(networks));
  }
  if (degrees == 0) return;
  render::Legend kinds;
  kinds.title = "degree";
  for (std::size_t panel = 1; panel < figure.panels.size(); ++panel) kinds.panels.push_back(panel);
  for (int degree = 1; degree <= degrees; ++degree)
    kinds.entries.push_back(
        {std::to_string(degree), degree_color(degree, degrees, look.style), render::SwatchKind::box});
  kinds.entries.push_back({"rank", look.style.ink, render::SwatchKind::line});
  figure.legends.push_back(std::move(kinds));
}

formats::Table table_of(const std::vector<MeasuredCapacity>& measured) {
  formats::Table table;
  table.header = {"network", "draw", "measure", "degree", "delay", "tried", "kept", "value"};
  const auto number = [](double value) { return formats::format_number(value); };
  for (const MeasuredCapacity& of : measured)
    for (std::size_t draw = 0; draw < of.seeds.size(); ++draw) {
      const models::InputCapacity& seed = of.seeds[draw];
      const std::string place = std::to_string(draw + 1);
      const auto add = [&](const char* measure, double value) {
        table.rows.push_back({of.name, place, measure, "", "", "", "", number(value)});
      };
      add("memory_capacity", seed.memory_capacity());
      add("total_capacity", seed.total());
      add("rank", static_cast<double>(seed.rank));
      add("participation_ratio", seed.participation);
      add("chance", seed.chance);
      for (std::size_t delay = 0; delay < seed.memory.size(); ++delay)
        table.rows.push_back(
            {of.name, place, "memory", "1", std::to_string(delay), "", "", number(seed.memory[delay])});
      for (const models::CapacityPart& part : seed.parts)
        table.rows.push_back({of.name, place, "capacity", std::to_string(part.degree),
                              std::to_string(part.delay), std::to_string(part.tried),
                              std::to_string(part.kept), number(part.capacity)});
    }
  return table;
}

std::vector<Finding> findings_of(const std::vector<MeasuredCapacity>& measured) {
  std::vector<Finding> findings;
  for (const MeasuredCapacity& of : measured) {
    const bool polynomials = !of.seeds.front().parts.empty();
    const auto add = [&](const std::string& name, const Spread& value) {
      Finding finding{name + " of " + of.name, value.mean};
      if (of.seeds.size() > 1) {
        finding.low = value.low;
        finding.high = value.high;
      }
      findings.push_back(std::move(finding));
    };
    add("memory capacity", spread_of(of, [](const auto& s) { return s.memory_capacity(); }));
    if (polynomials) add("total capacity", spread_of(of, [](const auto& s) { return s.total(); }));
    add("rank", spread_of(of, [](const auto& s) { return static_cast<double>(s.rank); }));
  }
  return findings;
}

std::string unfinished_text(const std::vector<MeasuredCapacity>& measured,
                            const models::CapacityOptions& options) {
  std::vector<bool> open(static_cast<std::size_t>(options.degree), false);
  for (const MeasuredCapacity& of : measured)
    for (const models::InputCapacity& seed : of.seeds)
      for (std::size_t degree = 0; degree < seed.ended.size(); ++degree)
        if (!seed.ended[degree]) open[degree] = true;
  std::string text;
  for (std::size_t degree = 0; degree < open.size(); ++degree)
    if (open[degree]) text += (text.empty() ? "" : ", ") + std::to_string(degree + 1);
  if (text.empty()) return "";
  return "Of degree " + text + " more than " + with_commas(options.most) +
         " polynomials would have had to be tried, or longer delays than the washout: there may be more. ";
}

int within(const Settings& settings, const char* name) {
  const long long value = settings.integer(name);
  if (value < 0 || value > 10'000'000)
    fail(ErrorKind::usage,
         "--" + std::string(name) + ": " + std::to_string(value) + " is out of range (0 to 10000000)");
  return static_cast<int>(value);
}

}  // namespace

std::vector<Option> capacity_options() {
  return {
      {"steps", OptionType::integer, "5000", "steps of random input that count", true, {}},
      {"washout", OptionType::integer, "500", "steps before those; no delay is longer", true, {}},
      {"delays",
       OptionType::integer,
       "0",
       "longest delay of the memory curve (0: until three in a row can't be told from chance)",
       true,
       {}},
      {"degree", OptionType::integer, "3", "degree of the input's polynomials, at most; 0: none", true, {}},
      {"surrogates", OptionType::integer, "20", "inputs in another order, which give chance", true, {}}};
}

models::CapacityOptions capacity_options_of(const Settings& settings) {
  models::CapacityOptions options;
  options.steps = within(settings, "steps");
  options.washout = within(settings, "washout");
  options.delays = within(settings, "delays");
  options.degree = within(settings, "degree");
  options.surrogates = within(settings, "surrogates");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  options.check();
  return options;
}

std::string capacity_text(const std::vector<MeasuredCapacity>& measured,
                          const models::CapacityOptions& options) {
  const bool bands = measured.front().seeds.size() > 1;
  std::string text =
      "Input: independent, uniform in \u2212" + formats::format_number(options.amplitude) + " to " +
      formats::format_number(options.amplitude) + ", " + with_commas(options.steps) + " steps after " +
      with_commas(options.washout) + " that don't count (seed " + std::to_string(options.seed) +
      "). (a) Share of the variance of the input so many steps back that a linear reader of the state tells, "
      "fitted on these steps, less what it tells of " +
      std::to_string(options.surrogates) +
      " inputs in another order (not clipped at 0), drawn to where all are below .01" +
      std::string(has_several_inputs(measured) ? ", summed over inputs" : "") +
      "; memory capacity is its "
      "sum from one "
      "step back on (Jaeger 2002). ";
  if (options.degree > 0)
    text +=
        "(b) Information processing capacity (Dambre et al. 2012): the same for products of Legendre "
        "polynomials of the input at different delays, by degree; those count that chance exceeds in less "
        "than " +
        formats::format_number(options.p) +
        " of cases (chi-squared), each less chance. The sum can't exceed the rank, the directions "
        "that hold at least 1e-12 of the largest variance. ";
  if (bands)
    text += "Lines and bars: means over " + std::to_string(measured.front().seeds.size()) +
            " draws; bands: the lowest and highest. ";
  return text + unfinished_text(measured, options) +
         "That the state holds a function of the input doesn't show that a readout trained on less, or "
         "on noisy states, would find it; other inputs give other numbers.";
}

Drawn draw_capacities(const std::vector<MeasuredCapacity>& measured, const models::CapacityOptions& options,
                      bool ordered, const std::string& quantity, const Look& look) {
  render::Figure figure = figure_with(look);
  const std::vector<render::Color> colors = network_colors(measured.size(), ordered, look);
  figure.panels.push_back(memory_panel(measured, colors, look));
  if (options.degree > 0) {
    figure.panels.push_back(degree_panel(measured, options.degree, quantity, look));
    if (measured.size() == 1 && measured.front().seeds.size() == 1)
      figure.panels.push_back(delay_panel(measured.front().seeds.front(), options.degree, look));
    figure.column_weights = measured.size() == 1 ? std::vector<double>{1, 0.6, 1} : std::vector<double>{1, 1};
  }
  add_legends(measured, colors, options.degree, quantity, look, figure);
  letter_panels(figure, look);
  figure.row_aspects = {0.8};
  figure.caption.text = capacity_text(measured, options);
  Drawn drawn{std::move(figure), table_of(measured)};
  drawn.findings = findings_of(measured);
  return drawn;
}

}  // namespace rssviz::cli
