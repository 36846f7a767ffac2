#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "core/formats/json.h"
#include "core/formats/json_fields.h"
#include "embed/embedding.h"
#include "embed/large_maps.h"

namespace rssviz::embed {
namespace {

using formats::Archive;
using formats::Json;

constexpr int kFormatVersion = 1;

Json settings_of(const EmbedOptions& options) {
  const UmapOptions& umap = options.umap;
  Json json;
  json["method"] = name_of(options.method);
  json["n_neighbors"] = umap.n_neighbors;
  json["min_dist"] = umap.min_dist;
  json["spread"] = umap.spread;
  json["dims"] = umap.dims;
  json["metric"] = name_of(umap.metric);
  if (umap.epochs) json["epochs"] = *umap.epochs;
  json["negative_samples"] = umap.negative_samples;
  json["learning_rate"] = umap.learning_rate;
  json["repulsion"] = umap.repulsion;
  json["set_op_mix"] = umap.set_op_mix;
  json["local_connectivity"] = umap.local_connectivity;
  json["init"] = name_of(umap.init);
  json["neighbors_method"] = name_of(umap.neighbors_method);
  json["seed"] = umap.seed;
  json["quality"] = name_of(options.quality);
  json["quality_k"] = options.quality_k;
  json["scale"] = name_of(options.scale);
  json["theiler"] = options.theiler;
  json["count_multiples"] = options.count_multiples;
  json["seeds"] = options.seeds;
  json["snapshots"] = options.snapshots;
  return json;
}

using formats::field;
using formats::field_or;

EmbedOptions options_of(const Json& json, const std::string& file) {
  EmbedOptions options;
  UmapOptions& umap = options.umap;
  options.method = method_named(field<std::string>(json, "method", file));
  umap.n_neighbors = field<int>(json, "n_neighbors", file);
  umap.min_dist = field<double>(json, "min_dist", file);
  umap.spread = field<double>(json, "spread", file);
  umap.dims = field<int>(json, "dims", file);
  umap.metric = metric_named(field<std::string>(json, "metric", file));
  if (formats::has_field(json, "epochs")) umap.epochs = field<int>(json, "epochs", file);
  umap.negative_samples = field<int>(json, "negative_samples", file);
  umap.learning_rate = field<double>(json, "learning_rate", file);
  umap.repulsion = field<double>(json, "repulsion", file);
  umap.set_op_mix = field<double>(json, "set_op_mix", file);
  umap.local_connectivity = field<double>(json, "local_connectivity", file);
  umap.init = start_named(field<std::string>(json, "init", file));
  umap.seed = field<std::uint64_t>(json, "seed", file);
  options.quality = measure_named(field<std::string>(json, "quality", file));
  options.quality_k = field<int>(json, "quality_k", file);
  // Files of earlier versions have none of the following.
  umap.neighbors_method =
      neighbors_method_named(field_or<std::string>(json, "neighbors_method", "exact", file));
  options.scale = scale_named(field_or<std::string>(json, "scale", "none", file));
  options.theiler = field_or<int>(json, "theiler", 0, file);
  options.count_multiples = field_or<bool>(json, "count_multiples", false, file);
  options.seeds = field_or<int>(json, "seeds", 1, file);
  options.snapshots = field_or<int>(json, "snapshots", 0, file);
  options.check();
  return options;
}

// A file with wrong settings is bad data, not a wrong command line.
EmbedOptions read_options(const std::string& text, const std::string& file) {
  const std::string settings = file + ": settings";
  const Json json = formats::parse_json(text, settings);
  try {
    return options_of(json, settings);
  } catch (const Error& error) {
    const std::string what = error.what();
    fail(ErrorKind::data, what.starts_with(settings) ? what : settings + ": " + what);
  }
}

void check_shapes(const Embedding& e, const std::string& file) {
  const auto require = [&](bool good, const char* what) {
    if (!good) fail(ErrorKind::data, file + ": " + what);
  };
  require(e.index.size() == static_cast<std::size_t>(e.coords.rows()), "index and coords differ in length");
  require(e.coords.cols() == e.options.umap.dims, "coords have not as many columns as the settings' dims");
  if (e.options.method == Method::pca) {
    require(e.pca.components.cols() == e.pca.mean.size() && e.pca.components.rows() == e.coords.cols(),
            "the principal components' shapes don't fit together");
    return;
  }
  const auto points = static_cast<std::size_t>(e.map.reference.rows());
  require(e.map.coords.rows() == e.map.reference.rows() && e.map.coords.cols() == e.coords.cols(),
          "reference and reference_coords don't fit together");
  require(e.map.smooth.rho.size() == points && e.map.smooth.sigma.size() == points,
          "rho, sigma and reference differ in length");
  require(e.map.curve.a > 0. && e.map.curve.b > 0., "the curve's a and b must be above 0");
  for (const std::int32_t i : e.index) {
    require(i >= 0 && static_cast<std::size_t>(i) < points, "index names a point that is not there");
  }
}

}  // namespace

namespace {

std::size_t distinct_count(const Embedding& e) {
  std::int32_t largest = -1;
  for (const std::int32_t i : e.index) largest = std::max(largest, i);
  return static_cast<std::size_t>(largest + 1);
}

struct QualityArrays {
  const char* mean;
  double MapQuality::*value;
  const char* points;
  std::vector<float> MapQuality::*each;
};
constexpr QualityArrays kQuality[] = {
    {"trustworthiness", &MapQuality::trustworthiness, "point_trust", &MapQuality::point_trust},
    {"continuity", &MapQuality::continuity, "point_continuity", &MapQuality::point_continuity},
    {"neighbors_kept", &MapQuality::neighbors_kept, "point_kept", &MapQuality::point_kept},
    {"triplets", &MapQuality::triplets, "point_triplets", &MapQuality::point_triplets}};

void put_quality(const Embedding& e, Archive& archive) {
  archive["quality_k"] = formats::from_integer(e.quality.k);
  archive["quality_rows"] = formats::from_vector(std::span<const std::int32_t>(e.quality.rows));
  for (const QualityArrays& each : kQuality) {
    archive[each.mean] = formats::from_number(e.quality.*each.value);
    archive[each.points] = formats::from_vector(std::span<const float>(e.quality.*each.each));
  }
  // One value an input row, for figures to colour by; where only a sample was measured there is none.
  std::vector<float> trust;
  if (e.quality.rows.size() > 0 && e.quality.rows.size() == distinct_count(e)) {
    for (const std::int32_t i : e.index) trust.push_back(e.quality.point_trust[static_cast<std::size_t>(i)]);
    archive["trust"] = formats::from_vector(std::span<const float>(trust));
  }
  if (!e.spread.empty()) archive["spread"] = formats::from_vector(std::span<const float>(e.spread));
}

void put_snapshots(const Embedding& e, Archive& archive) {
  if (e.snapshots.empty()) return;
  formats::Array all;
  all.shape = {e.snapshots.size(), static_cast<std::size_t>(e.coords.rows()),
               static_cast<std::size_t>(e.coords.cols())};
  for (const Matrix& snapshot : e.snapshots) {
    const auto* const bytes = reinterpret_cast<const std::byte*>(snapshot.data());
    all.data.insert(all.data.end(), bytes,
                    bytes + snapshot.size() * static_cast<Eigen::Index>(sizeof(float)));
  }
  archive["snapshots"] = std::move(all);
  archive["snapshot_epochs"] = formats::from_vector(std::span<const std::int32_t>(e.snapshot_epochs));
}

void read_snapshots(const Archive& archive, const std::string& file, Embedding& e) {
  if (archive.count("snapshots") == 0) return;
  const formats::Array& all = archive.at("snapshots");
  e.snapshot_epochs =
      formats::to_integers(formats::require(archive, "snapshot_epochs", file), file + ": snapshot_epochs");
  const std::vector<float> values = formats::to_floats(all, "snapshots");
  const auto size = static_cast<std::size_t>(e.coords.size());
  if (all.shape.size() != 3 || values.size() != size * e.snapshot_epochs.size())
    fail(ErrorKind::data, file + ": snapshots have not one map for each of snapshot_epochs");
  for (std::size_t s = 0; s < e.snapshot_epochs.size(); ++s)
    e.snapshots.emplace_back(
        Eigen::Map<const Matrix>(values.data() + s * size, e.coords.rows(), e.coords.cols()));
}

SearchReport read_search(const Archive& archive, const std::string& file) {
  const auto number = [&](const char* name) {
    return formats::to_number(formats::require(archive, name, file), file + ": " + name);
  };
  return {neighbors_method_named(formats::to_string(archive.at("neighbors_found"), "neighbors_found")),
          number("neighbors_recall"), static_cast<int>(number("recall_points")), number("same_sequence")};
}

void put_vector(Archive& archive, const char* name, const VectorD& vector) {
  archive[name] =
      formats::from_vector(std::span<const double>(vector.data(), static_cast<std::size_t>(vector.size())));
}

VectorD read_vector(const Archive& archive, const char* name, const std::string& file) {
  const std::vector<double> values =
      formats::to_doubles(formats::require(archive, name, file), file + ": " + name);
  return Eigen::Map<const VectorD>(values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

Archive to_archive(const Embedding& e) {
  Archive archive = to_archive_without_reference(e);
  if (e.options.method == Method::umap)
    archive["reference"] = formats::from_matrix(MatrixRef(e.map.reference));
  return archive;
}

Archive to_archive_without_reference(const Embedding& e) {
  Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["settings"] = formats::from_string(formats::ascii_line(settings_of(e.options)));
  archive["coords"] = formats::from_matrix(MatrixRef(e.coords));
  archive["index"] = formats::from_vector(std::span<const std::int32_t>(e.index));
  put_quality(e, archive);
  put_snapshots(e, archive);
  if (e.scaling.scale != Scale::none) {
    put_vector(archive, "scale_mean", e.scaling.mean);
    archive["scale_factors"] = formats::from_matrix(MatrixDRef(e.scaling.factors));
  }
  if (e.options.method == Method::pca) {
    put_vector(archive, "pca_mean", e.pca.mean);
    archive["pca_components"] = formats::from_matrix(MatrixDRef(e.pca.components));
    archive["pca_variances"] = formats::from_vector(std::span<const double>(e.pca.variances));
    archive["pca_total_variance"] = formats::from_number(e.pca.total_variance);
    return archive;
  }
  archive["reference"] = {formats::DType::float32, {0, 0}, {}, {}};
  archive["reference_coords"] = formats::from_matrix(MatrixRef(e.map.coords));
  archive["rho"] = formats::from_vector(std::span<const float>(e.map.smooth.rho));
  archive["sigma"] = formats::from_vector(std::span<const float>(e.map.smooth.sigma));
  archive["curve_a"] = formats::from_number(e.map.curve.a);
  archive["curve_b"] = formats::from_number(e.map.curve.b);
  archive["neighbors_found"] = formats::from_string(std::string(name_of(e.map.search.method)));
  archive["neighbors_recall"] = formats::from_number(e.map.search.recall);
  archive["recall_points"] = formats::from_integer(e.map.search.recall_points);
  archive["same_sequence"] = formats::from_number(e.map.search.same_sequence);
  return archive;
}

namespace {

void read_pca(const Archive& archive, const std::string& file, Embedding& e) {
  const auto at = [&](const char* name) -> const formats::Array& {
    return formats::require(archive, name, file);
  };
  e.pca.mean = read_vector(archive, "pca_mean", file);
  e.pca.components = formats::to_matrix_double(at("pca_components"), "pca_components");
  e.pca.variances = formats::to_doubles(at("pca_variances"), "pca_variances");
  e.pca.total_variance = formats::to_number(at("pca_total_variance"), "pca_total_variance");
}

void read_umap(const Archive& archive, const std::string& file, Embedding& e) {
  const auto at = [&](const char* name) -> const formats::Array& {
    return formats::require(archive, name, file);
  };
  e.map.reference = formats::to_matrix(at("reference"), "reference");
  e.map.coords = formats::to_matrix(at("reference_coords"), "reference_coords");
  e.map.smooth.rho = formats::to_floats(at("rho"), "rho");
  e.map.smooth.sigma = formats::to_floats(at("sigma"), "sigma");
  e.map.curve = {formats::to_number(at("curve_a"), "curve_a"), formats::to_number(at("curve_b"), "curve_b")};
  e.map.options = e.options.umap;
  if (archive.count("neighbors_found") > 0) e.map.search = read_search(archive, file);
}

}  // namespace

Embedding from_archive(const Archive& archive, const std::string& file) {
  const auto at = [&](const char* name) -> const formats::Array& {
    return formats::require(archive, name, file);
  };
  const double version = formats::to_number(at("format_version"), "format_version");
  if (version != kFormatVersion) {
    fail(ErrorKind::data, file + ": an embedding of format " + std::to_string(static_cast<int>(version)) +
                              "; this program reads format " + std::to_string(kFormatVersion));
  }
  Embedding e;
  e.options = read_options(formats::to_string(at("settings"), "settings"), file);
  e.coords = formats::to_matrix(at("coords"), "coords");
  e.index = formats::to_integers(at("index"), "index");
  e.quality.k = static_cast<int>(formats::to_number(at("quality_k"), "quality_k"));
  e.quality.rows = formats::to_integers(at("quality_rows"), "quality_rows");
  for (const QualityArrays& each : kQuality) {
    if (archive.count(each.mean) == 0) continue;  // not measured by earlier versions
    e.quality.*each.value = formats::to_number(at(each.mean), each.mean);
    e.quality.*each.each = formats::to_floats(at(each.points), each.points);
  }
  if (archive.count("spread") > 0) e.spread = formats::to_floats(archive.at("spread"), "spread");
  read_snapshots(archive, file, e);
  e.scaling.scale = e.options.scale;
  if (e.options.scale != Scale::none) {
    e.scaling.mean = read_vector(archive, "scale_mean", file);
    e.scaling.factors = formats::to_matrix_double(at("scale_factors"), "scale_factors");
  }
  e.options.method == Method::pca ? read_pca(archive, file, e) : read_umap(archive, file, e);
  check_shapes(e, file);
  return e;
}

}  // namespace rssviz::embed
