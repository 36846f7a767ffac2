#include "cli/pipeline/recipes/gallery.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/output_file.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kOftenShared = 3;  // captions with a sentence from which on it stands once for all

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
:root { color-scheme: light dark; --ink: #1a1a1a; --muted: #5f5f5f; --paper: #ffffff; --rule: #dddddd; --card: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --muted: #a8a8a8; --paper: #161616; --rule: #3a3a3a; --card: #ffffff; } }
body { font: 16px/1.5 Inter, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
main { max-width: 88rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 1rem; border-top: 1px solid var(--rule); padding-top: 1.5rem; }
p.about { color: var(--muted); max-width: 46rem; }
table { border-collapse: collapse; margin: 1.25rem 0; }
td { padding: .2rem 1.5rem .2rem 0; vertical-align: top; font-variant-numeric: tabular-nums; }
td:first-child { color: var(--muted); }
nav { margin-bottom: 1.25rem; }
nav a { margin-right: .9rem; white-space: nowrap; }
a { color: inherit; text-underline-offset: .15em; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 2rem; margin-bottom: 3rem; align-items: start; }
.row.one { grid-template-columns: minmax(0, 56rem); }
figure { margin: 0; min-width: 0; }
figure img, figure video { display: block; width: 100%; height: auto; background: var(--card); border: 1px solid var(--rule); box-sizing: border-box; }
figure img { padding: 1rem; }
.film { position: relative; aspect-ratio: 16 / 9; margin-bottom: 5.25rem; }
.film video { position: absolute; inset: 0; height: calc(100% + 4.5rem); object-fit: contain; object-position: top; }
figcaption { margin-top: .75rem; font-size: .82rem; }
figcaption strong { display: block; font-size: .95rem; }
figcaption p { margin: .25rem 0; color: var(--muted); }
ul.shared { max-width: 60rem; font-size: .9rem; color: var(--muted); padding-left: 1.2rem; }
code { font-size: .85em; overflow-wrap: anywhere; }
@media (max-width: 40rem) { main { padding: 1.25rem .75rem 3rem; } figure img { padding: .35rem; } td { padding-right: .75rem; } }
)";

// At full stops before a capital or a new paragraph: numbers and names are never cut.
std::vector<std::string> sentences_of(const std::string& caption) {
  std::vector<std::string> sentences;
  std::size_t begin = 0;
  for (std::size_t at = 0; at + 2 < caption.size(); ++at) {
    if (caption[at] != '.' || (caption[at + 1] != ' ' && caption[at + 1] != '\n')) continue;
    const std::size_t next = caption.find_first_not_of(" \n", at + 1);
    if (next == std::string::npos || caption[next] < 'A' || caption[next] > 'Z') continue;
    sentences.push_back(caption.substr(begin, at + 1 - begin));
    begin = next;
  }
  if (begin < caption.size()) sentences.push_back(caption.substr(begin));
  return sentences;
}

// The sentences that stand in several captions, in the order of their first appearance.
std::vector<std::string> shared_sentences(const Gallery& gallery) {
  std::map<std::string, std::size_t> count;
  std::vector<std::string> order;
  for (const auto* const items : {&gallery.films, &gallery.figures})
    for (const GalleryItem& item : *items) {
      const std::vector<std::string> all = sentences_of(item.caption);
      for (const std::string& sentence : std::set<std::string>(all.begin(), all.end())) ++count[sentence];
      order.insert(order.end(), all.begin(), all.end());
    }
  std::vector<std::string> shared;
  for (const std::string& sentence : order)
    if (count[sentence] >= kOftenShared && std::find(shared.begin(), shared.end(), sentence) == shared.end())
      shared.push_back(sentence);
  return shared;
}

std::string link_to(const std::string& name) {
  return "<a href=\"#" + escaped(name) + "\">" + escaped(name) + "</a>";
}

std::string picture_html(const GalleryItem& item, bool film) {
  const std::string file = escaped(item.files.front()),
                    alt = escaped(item.alt.empty() ? item.title : item.alt);
  if (!film) return "<a href=\"" + file + "\"><img src=\"" + file + "\" alt=\"" + alt + "\"></a>\n";
  // The player's bar stands below the picture, not on it.
  std::string html = "<div class=\"film\"><video controls preload=\"metadata\" src=\"" + file +
                     "\" aria-label=\"" + alt + "\"";
  if (!item.poster.empty()) html += " poster=\"" + escaped(item.poster) + "\"";
  html += ">";
  if (!item.subtitles.empty())
    html +=
        "<track kind=\"captions\" srclang=\"en\" label=\"English\" src=\"" + escaped(item.subtitles) + "\">";
  return html + "</video></div>\n";
}

std::string figure_html(const GalleryItem& item, bool film, const std::vector<std::string>& shared) {
  std::string own;
  bool some = false;  // whether sentences stand at the end of the page
  for (const std::string& sentence : sentences_of(item.caption)) {
    const bool once = std::find(shared.begin(), shared.end(), sentence) != shared.end();
    some = some || once;
    if (!once) own += (own.empty() ? "" : " ") + sentence;
  }
  std::string html = "<figure id=\"" + escaped(item.name) + "\">\n" + picture_html(item, film) +
                     "<figcaption><strong>" + escaped(item.title) + "</strong>\n<p>" + escaped(own);
  if (some) html += " <a href=\"#shared\">What captions share.</a>";
  html += "</p>\n<p>";
  for (const std::string& file : item.files) {
    const std::size_t stem = file.find('.', file.rfind('/') + 1);
    html += "<a href=\"" + escaped(file) + "\">" + escaped(file.substr(stem + 1)) + "</a> ";
  }
  return html + "&middot; <code>" + escaped(item.command) + "</code></p></figcaption>\n</figure>\n";
}

std::string links(const std::vector<GalleryItem>& items) {
  std::string html = "<nav>";
  for (const GalleryItem& item : items) html += link_to(item.name) + " ";
  return html + "</nav>\n";
}

// What stands in one row; there are few films, and all are held against one another.
std::string kind_of(const GalleryItem& item, bool film) {
  return film ? "film" : item.kind.empty() ? item.name : item.kind;
}

// Those of one kind in one row, where the first of them stands.
std::string rows_html(const std::vector<GalleryItem>& items, bool film,
                      const std::vector<std::string>& shared) {
  std::string html;
  std::set<std::string> done;
  for (const GalleryItem& item : items) {
    const std::string kind = kind_of(item, film);
    if (!done.insert(kind).second) continue;
    std::string row;
    std::size_t count = 0;
    for (const GalleryItem& other : items)
      if (kind_of(other, film) == kind) {
        row += figure_html(other, film, shared);
        ++count;
      }
    html += std::string("<div class=\"row") + (count == 1 ? " one" : "") + "\">\n" + row + "</div>\n";
  }
  return html;
}

std::string findings_html(const Gallery& gallery) {
  std::string verdicts, findings;
  for (const GalleryVerdict& one : gallery.verdicts) {
    verdicts +=
        "<tr><td>" + escaped(one.claim) + "</td><td><strong>" + escaped(one.verdict) + "</strong></td><td>";
    for (const std::string& name : one.figures) verdicts += link_to(name) + " ";
    verdicts += "</td></tr>\n";
  }
  for (const auto* const items : {&gallery.films, &gallery.figures})
    for (const GalleryItem& item : *items)
      for (const auto& [name, value] : item.findings)
        findings += "<tr><td>" + link_to(item.name) + "</td><td>" + escaped(name) + "</td><td>" +
                    escaped(value) + "</td></tr>\n";
  std::string html;
  if (!verdicts.empty())
    html +=
        "<h2 id=\"verdicts\">Claims</h2>\n<table>\n" + verdicts + "</table>\n" +
        (gallery.tests.empty() ? ""
                               : "<p>The tests behind them, with nulls and intervals: <a href=\"" +
                                     escaped(gallery.tests) + "\">" + escaped(gallery.tests) + "</a>.</p>\n");
  if (!findings.empty()) html += "<h2 id=\"findings\">Findings</h2>\n<table>\n" + findings + "</table>\n";
  return html;
}

}  // namespace

void write_gallery(const std::filesystem::path& file, const Gallery& gallery) {
  const std::vector<std::string> shared = shared_sentences(gallery);
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
  html += findings_html(gallery);
  if (!gallery.films.empty())
    html += "<h2>Films</h2>\n" + links(gallery.films) + rows_html(gallery.films, true, shared);
  if (!gallery.figures.empty())
    html += "<h2>Figures</h2>\n" + links(gallery.figures) + rows_html(gallery.figures, false, shared);
  if (!shared.empty()) {
    html += "<h2 id=\"shared\">What captions share</h2>\n<ul class=\"shared\">\n";
    for (const std::string& sentence : shared) html += "<li>" + escaped(sentence) + "</li>\n";
    html += "</ul>\n";
  }
  html += "</main>\n</body>\n</html>\n";
  write_file(file, html);
}

}  // namespace rssviz::cli
