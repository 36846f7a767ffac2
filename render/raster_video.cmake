# The film's rooms: raster, video, provenance and the driver that joins them.
target_sources(rssviz_render PRIVATE
  raster/blitter.cc raster/pixels.cc raster/sprite.cc
  video/deep_yuv.cc video/encoder.cc video/film_file.cc video/libav.cc video/libav_library.cc video/paletted.cc video/yuv.cc
  film/encoding_thread.cc film/film.cc film/frames_equal.cc film/point_looks.cc film/poster.cc
  film/scene.cc film/text_stamps.cc
  provenance/gif_recipe.cc provenance/inflate.cc provenance/pdf_recipe.cc provenance/recipe.cc)
# libav's headers only: it is opened when a film is made (video/libav_library.cc).
target_include_directories(rssviz_render SYSTEM PRIVATE ${LIBAV_INCLUDE_DIRS})
target_link_libraries(rssviz_render PRIVATE ZLIB::ZLIB ${CMAKE_DL_LIBS})
