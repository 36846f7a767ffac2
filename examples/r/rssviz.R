# Maps and figures of states by rssviz, from R. Base R alone: source("rssviz.R").
#
#   m <- rssviz_embed(h, method = "pca")                        # h: a matrix, states x units; m$x, m$y, m$trust
#   rssviz_figure("scatter", m, labels = data.frame(group), color_by = "group", output = "map.pdf")
#   rssviz_figure("paths", m, labels = data.frame(sequence, step), output = "paths.svg")
#
# Options are those of the command line with _ for -: min_dist = .1 is --min-dist 0.1, strict = TRUE is --strict. The
# program is the one that the environment variable RSSVIZ names, else `rssviz` on the path.

rssviz_program <- function() {
  named <- Sys.getenv("RSSVIZ")
  if (named == "") named <- "rssviz"
  program <- Sys.which(named)[[1]]
  if (!nzchar(program)) {
    where <- if (named == "rssviz") "rssviz isn't on the path" else paste0("RSSVIZ names no program that can be run: ", named)
    stop(where, '; give its place: Sys.setenv(RSSVIZ = "/path/to/rssviz")', call. = FALSE)
  }
  program
}

rssviz <- function(...) {
  program <- rssviz_program()
  said <- tempfile()
  printed <- suppressWarnings(system2(program, shQuote(c(...)), stdout = TRUE, stderr = said))
  code <- attr(printed, "status")
  lines <- grep(" %$|: written", readLines(said), value = TRUE, invert = TRUE)
  if (!is.null(code)) stop(sub("^rssviz: ", "", tail(lines, 1)), call. = FALSE)
  if (length(lines)) message(paste(lines, collapse = "\n"))
  invisible(printed)
}

rssviz_words <- function(options) {
  unlist(Map(function(name, value) {
    option <- paste0("--", gsub("_", "-", name))
    if (isTRUE(value)) option else if (isFALSE(value)) NULL else as.vector(rbind(option, format(value, trim = TRUE)))
  }, names(options), options), use.names = FALSE)
}

rssviz_table <- function(values) {
  if (is.character(values) && length(values) == 1 && file.exists(values)) return(values)
  file <- tempfile(fileext = ".csv")
  write.csv(as.data.frame(values), file, row.names = FALSE)
  file
}

rssviz_embed <- function(states, ...) {
  file <- tempfile(fileext = ".csv")
  rssviz("embed", rssviz_table(states), rssviz_words(list(...)), "-o", file)
  read.csv(file)
}

rssviz_figure <- function(kind, map, output, labels = NULL, ...) {
  beside <- if (!is.null(labels)) c("--labels", rssviz_table(labels))
  rssviz("figure", kind, rssviz_table(map), beside, rssviz_words(list(...)), "-o", output)
  invisible(output)
}
