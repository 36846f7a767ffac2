#include "models/weights/ngram_files.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/formats/npz.h"
#include "models/weights/run_files.h"

namespace rssviz::models {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kFormatVersion = 1;
fs::path stage_file(const fs::path& folder) { return folder / "stages" / "0000.npz"; }

// A byte a symbol where that holds them.
formats::Array array_of(const Tokens& text, std::int32_t symbols) {
  if (symbols > 256) return formats::from_vector(std::span<const std::int32_t>(text));
  formats::Array array;
  array.dtype = formats::DType::uint8;
  array.shape = {text.size()};
  array.data.reserve(text.size());
  for (const std::int32_t symbol : text) array.data.push_back(static_cast<std::byte>(symbol));
  return array;
}

}  // namespace

formats::Json settings_record(const NgramRun& run) {
  formats::Json record;
  record["cell"] = "ngram";
  record["seed"] = run.seed;
  record["order"] = order_text(run.order);
  record["fallback_orders"] = run.fallbacks;
  return record;
}

void save_run(const NgramRun& run, const fs::path& folder) {
  formats::Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["cell"] = formats::from_string("ngram");
  archive["settings"] = formats::from_string(formats::ascii_line(settings_record(run)));
  archive["stage"] = formats::from_integer(0);
  archive["sentences"] = formats::from_integer(static_cast<std::int64_t>(run.text.size()));
  archive["symbols"] = formats::from_integer(run.symbols);
  archive["text"] = array_of(run.text, run.symbols);
  formats::write_npz(stage_file(folder), archive);
  save_metrics(run.metrics, folder);
}

NgramRun load_ngram_run(const fs::path& folder) {
  const std::string file = stage_file(folder).string();
  const formats::Archive archive = formats::read_npz(stage_file(folder));
  const formats::Json settings = formats::parse_json(
      formats::to_string(formats::require(archive, "settings", file), file + ": settings"), file);
  NgramRun run;
  run.order = with_context(
      file, [&] { return ngram_order_named(formats::field<std::string>(settings, "order", file)); });
  run.seed = formats::field<std::uint64_t>(settings, "seed", file);
  run.fallbacks = formats::field<std::vector<int>>(settings, "fallback_orders", file);
  run.text = formats::to_integers(formats::require(archive, "text", file), file + ": text");
  run.symbols = static_cast<std::int32_t>(
      formats::to_number(formats::require(archive, "symbols", file), file + ": symbols"));
  if (run.text.empty()) fail(ErrorKind::data, file + ": text holds no symbols");
  for (const std::int32_t symbol : run.text)
    if (symbol < 0 || symbol >= run.symbols)
      fail(ErrorKind::data, file + ": text holds " + std::to_string(symbol) + ", symbols says there are " +
                                std::to_string(run.symbols));
  const fs::path metrics = folder / "metrics.csv";
  run.metrics = metrics_from_table(formats::read_csv(metrics), metrics.string());
  return run;
}

}  // namespace rssviz::models
