# Tests of the film's rooms: raster, video, provenance and the driver.
rssviz_test(rssviz_film_test
  SOURCES film_encoder_test.cc film_test.cc text_stamps_test.cc film_yuv_test.cc drawing_order_test.cc film_formats_test.cc provenance_test.cc raster_test.cc svg_text_test.cc synthetic_figures.cc
  LIBRARIES rssviz::render rssviz::core ZLIB::ZLIB)
