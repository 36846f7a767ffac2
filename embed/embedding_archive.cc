#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "core/formats/json.h"
#include "embed/embedding.h"

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
  json["seed"] = umap.seed;
  json["quality"] = name_of(options.quality);
  json["quality_k"] = options.quality_k;
  return json;
}

EmbedOptions options_of(const Json& json) {
  EmbedOptions options;
  UmapOptions& umap = options.umap;
  options.method = method_named(json.at("method").get<std::string>());
  umap.n_neighbors = json.at("n_neighbors").get<int>();
  umap.min_dist = json.at("min_dist").get<double>();
  umap.spread = json.at("spread").get<double>();
  umap.dims = json.at("dims").get<int>();
  umap.metric = metric_named(json.at("metric").get<std::string>());
  if (json.contains("epochs")) umap.epochs = json.at("epochs").get<int>();
  umap.negative_samples = json.at("negative_samples").get<int>();
  umap.learning_rate = json.at("learning_rate").get<double>();
  umap.repulsion = json.at("repulsion").get<double>();
  umap.set_op_mix = json.at("set_op_mix").get<double>();
  umap.local_connectivity = json.at("local_connectivity").get<double>();
  umap.init = start_named(json.at("init").get<std::string>());
  umap.seed = json.at("seed").get<std::uint64_t>();
  options.quality = measure_named(json.at("quality").get<std::string>());
  options.quality_k = json.at("quality_k").get<int>();
  options.check();
  return options;
}

// A file with wrong settings is bad data, not a wrong command line.
EmbedOptions read_options(const std::string& text, const std::string& file) {
  try {
    return options_of(formats::parse_json(text, file + ": settings"));
  } catch (const Json::exception& error) {
    fail(ErrorKind::data, file + ": settings: " + error.what());
  } catch (const Error& error) {
    fail(ErrorKind::data, file + ": settings: " + error.what());
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

Archive to_archive(const Embedding& e) {
  Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["settings"] = formats::from_string(formats::ascii_line(settings_of(e.options)));
  archive["coords"] = formats::from_matrix(MatrixRef(e.coords));
  archive["index"] = formats::from_vector(std::span<const std::int32_t>(e.index));
  archive["quality_k"] = formats::from_integer(e.quality.k);
  archive["trustworthiness"] = formats::from_number(e.quality.trustworthiness);
  archive["neighbors_kept"] = formats::from_number(e.quality.neighbors_kept);
  archive["quality_rows"] = formats::from_vector(std::span<const std::int32_t>(e.quality.rows));
  archive["point_trust"] = formats::from_vector(std::span<const float>(e.quality.point_trust));
  archive["point_kept"] = formats::from_vector(std::span<const float>(e.quality.point_kept));
  if (e.options.method == Method::pca) {
    archive["pca_mean"] = formats::from_vector(
        std::span<const double>(e.pca.mean.data(), static_cast<std::size_t>(e.pca.mean.size())));
    archive["pca_components"] = formats::from_matrix(MatrixDRef(e.pca.components));
    archive["pca_variances"] = formats::from_vector(std::span<const double>(e.pca.variances));
    archive["pca_total_variance"] = formats::from_number(e.pca.total_variance);
    return archive;
  }
  archive["reference"] = formats::from_matrix(MatrixRef(e.map.reference));
  archive["reference_coords"] = formats::from_matrix(MatrixRef(e.map.coords));
  archive["rho"] = formats::from_vector(std::span<const float>(e.map.smooth.rho));
  archive["sigma"] = formats::from_vector(std::span<const float>(e.map.smooth.sigma));
  archive["curve_a"] = formats::from_number(e.map.curve.a);
  archive["curve_b"] = formats::from_number(e.map.curve.b);
  return archive;
}

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
  e.quality.trustworthiness = formats::to_number(at("trustworthiness"), "trustworthiness");
  e.quality.neighbors_kept = formats::to_number(at("neighbors_kept"), "neighbors_kept");
  e.quality.rows = formats::to_integers(at("quality_rows"), "quality_rows");
  e.quality.point_trust = formats::to_floats(at("point_trust"), "point_trust");
  e.quality.point_kept = formats::to_floats(at("point_kept"), "point_kept");
  if (e.options.method == Method::pca) {
    const std::vector<double> mean = formats::to_doubles(at("pca_mean"), "pca_mean");
    e.pca.mean = Eigen::Map<const VectorD>(mean.data(), static_cast<Eigen::Index>(mean.size()));
    e.pca.components = formats::to_matrix_double(at("pca_components"), "pca_components");
    e.pca.variances = formats::to_doubles(at("pca_variances"), "pca_variances");
    e.pca.total_variance = formats::to_number(at("pca_total_variance"), "pca_total_variance");
  } else {
    e.map.reference = formats::to_matrix(at("reference"), "reference");
    e.map.coords = formats::to_matrix(at("reference_coords"), "reference_coords");
    e.map.smooth.rho = formats::to_floats(at("rho"), "rho");
    e.map.smooth.sigma = formats::to_floats(at("sigma"), "sigma");
    e.map.curve = {formats::to_number(at("curve_a"), "curve_a"),
                   formats::to_number(at("curve_b"), "curve_b")};
    e.map.options = e.options.umap;
  }
  check_shapes(e, file);
  return e;
}

}  // namespace rssviz::embed
