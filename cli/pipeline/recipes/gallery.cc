#include "cli/pipeline/recipes/gallery.h"

#include "core/output_file.h"

namespace rssviz::cli {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1a1a1a; --muted: #5f5f5f; --paper: #ffffff; --rule: #dddddd; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --muted: #a8a8a8; --paper: #161616; --rule: #3a3a3a; } }
body { font: 16px/1.5 Inter, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
main { max-width: 1080px; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 1rem; border-top: 1px solid var(--rule); padding-top: 1.5rem; }
p.about { color: var(--muted); max-width: 46rem; }
table { border-collapse: collapse; margin: 1.25rem 0; }
td { padding: .2rem 1.5rem .2rem 0; vertical-align: top; font-variant-numeric: tabular-nums; }
td:first-child { color: var(--muted); }
nav { margin-bottom: 1.25rem; }
nav a { margin-right: .9rem; white-space: nowrap; }
a { color: inherit; text-underline-offset: .15em; }
figure { margin: 0 0 3rem; }
figure img, figure video { display: block; width: 100%; background: #ffffff; border: 1px solid var(--rule); box-sizing: border-box; }
figure img { padding: 1rem; width: auto; max-width: 100%; min-width: min(100%, 30rem); margin: 0 auto; }
figcaption { margin-top: .75rem; font-size: .92rem; }
figcaption strong { display: block; font-size: 1.02rem; }
figcaption p { margin: .25rem 0; color: var(--muted); }
code { font-size: .85rem; }
)";

std::string figure_html(const GalleryItem& item, bool film) {
  std::string html = "<figure id=\"" + escaped(item.name) + "\">\n";
  const std::string& first = item.files.front();
  if (film)
    html += "<video controls preload=\"metadata\" src=\"" + escaped(first) + "\"></video>\n";
  else
    html += "<a href=\"" + escaped(first) + "\"><img src=\"" + escaped(first) + "\" alt=\"" +
            escaped(item.title) + "\"></a>\n";
  html +=
      "<figcaption><strong>" + escaped(item.title) + "</strong>\n<p>" + escaped(item.caption) + "</p>\n<p>";
  for (const std::string& file : item.files) {
    const std::size_t dot = file.rfind('.');
    html += "<a href=\"" + escaped(file) + "\">" + escaped(file.substr(dot + 1)) + "</a> ";
  }
  return html + "&middot; <code>" + escaped(item.command) + "</code></p></figcaption>\n</figure>\n";
}

std::string links(const std::vector<GalleryItem>& items) {
  std::string html = "<nav>";
  for (const GalleryItem& item : items)
    html += "<a href=\"#" + escaped(item.name) + "\">" + escaped(item.name) + "</a> ";
  return html + "</nav>\n";
}

}  // namespace

void write_gallery(const std::filesystem::path& file, const Gallery& gallery) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      escaped(gallery.title) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<main>\n<h1>" +
      escaped(gallery.title) + "</h1>\n";
  if (!gallery.about.empty()) html += "<p class=\"about\">" + escaped(gallery.about) + "</p>\n";
  if (!gallery.numbers.empty()) {
    html += "<table>\n";
    for (const auto& [label, value] : gallery.numbers)
      html += "<tr><td>" + escaped(label) + "</td><td>" + escaped(value) + "</td></tr>\n";
    html += "</table>\n";
  }
  for (const auto& [text, page] : gallery.links)
    html += "<p><a href=\"" + escaped(page) + "\">" + escaped(text) + "</a></p>\n";
  if (!gallery.films.empty()) {
    html += "<h2>Films</h2>\n" + links(gallery.films);
    for (const GalleryItem& item : gallery.films) html += figure_html(item, true);
  }
  if (!gallery.figures.empty()) {
    html += "<h2>Figures</h2>\n" + links(gallery.figures);
    for (const GalleryItem& item : gallery.figures) html += figure_html(item, false);
  }
  html += "</main>\n</body>\n</html>\n";
  write_file(file, html);
}

}  // namespace rssviz::cli
