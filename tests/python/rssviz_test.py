"""examples/python/rssviz.py against the real program: python3 rssviz_test.py PROGRAM EXAMPLES. NumPy; pandas and IPython
where they are."""
import importlib.util
import os
import pathlib
import sys
import tempfile
import unittest
import warnings

import numpy as np

PROGRAM, EXAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])
os.environ["RSSVIZ"] = PROGRAM
spec = importlib.util.spec_from_file_location("rssviz", EXAMPLES / "python" / "rssviz.py")
rssviz = importlib.util.module_from_spec(spec)
sys.modules["rssviz"] = rssviz
spec.loader.exec_module(rssviz)


def waves(*shape):
    return np.sin(np.arange(np.prod(shape), dtype=np.float32) * 1.7 % 11).reshape(shape)


def has(name):
    return importlib.util.find_spec(name) is not None


class FromPython(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore")

    def test_a_map_of_an_array_is_an_array_and_shows_itself(self):
        made = rssviz.embed(waves(60, 5), labels={"group": ["a", None, "b"] * 20}, method="pca")
        self.assertEqual(made.coords.shape, (60, 2))
        self.assertGreater(made.trust, 0.5)
        picture = made.figure("scatter", color_by="group")
        self.assertIn("<svg", picture._repr_svg_())
        self.assertIn("60 points", picture.caption)
        self.assertEqual(picture.recipe["command"], "figure")
        self.assertIn("<svg", made._repr_svg_())

    def test_sequences_are_told_apart_and_padding_by_lengths(self):
        made = rssviz.embed(waves(4, 10, 3), lengths=[10, 9, 8, 7], labels={"kind": ["x", "y", "x", "y"]}, method="pca")
        self.assertEqual(len(made.coords), 34)
        self.assertEqual(len(made.arrays["kind"]), 34)
        ragged = rssviz.embed([waves(10, 3), waves(7, 3)], labels=["x", "y"], method="pca")
        self.assertEqual(list(np.bincount(ragged.arrays["sequence"])), [10, 7])
        self.assertEqual(list(ragged.arrays["label"][9:11]), ["x", "y"])
        self.assertIn("<svg", ragged.figure("paths", color_by="step")._repr_svg_())

    def test_how_it_was_read_is_a_warning(self):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            rssviz.embed(waves(4, 10, 3), method="pca")
        self.assertIn("4 sequences x", str(said[0].message))

    def test_that_a_file_was_written_is_no_warning(self):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            made = rssviz.embed(waves(60, 5), neighbors=5, epochs=20)
            made.figure("scatter")
            rssviz.embed(waves(4, 10, 3), neighbors=5, epochs=20)  # how it was read is one
        messages = [str(one.message) for one in said]
        self.assertEqual([one for one in messages if "written" in one or one.endswith(" %")], [])
        self.assertTrue(any("4 sequences x" in one for one in messages), messages)

    def test_errors_carry_the_programs_message_and_code(self):
        with self.assertRaises(rssviz.RssvizError) as caught:
            rssviz.embed(waves(10, 3))
        self.assertEqual(caught.exception.exit_code, 65)
        self.assertIn("give --neighbors 9 or less", str(caught.exception))
        with self.assertRaises(rssviz.RssvizError) as caught:
            rssviz.figure("scatter", waves(30, 2), no_such_option=1)
        self.assertEqual(caught.exception.exit_code, 64)

    def test_labels_that_fit_nothing_are_not_lost_in_silence(self):
        with self.assertRaisesRegex(ValueError, "'kind' has 3 values, which are neither one a point nor one a sequence"):
            rssviz.embed(waves(4, 10, 3), labels={"kind": ["x", "y", "x"]}, method="pca")

    def test_kinds_by_class_take_arrays_with_labels(self):
        picture = rssviz.figure("class-distances", waves(8, 6, 3), labels={"kind": list("ab") * 4}, class_="kind")
        self.assertIn("<svg", picture._repr_svg_())

    def test_of_three_dimensions_two_are_named(self):
        made = rssviz.embed(waves(60, 5), method="pca", dims=3)
        self.assertEqual(made.coords.shape, (60, 3))
        self.assertIsNone(made._repr_svg_())  # its shape stands in words
        self.assertIn("60 x 3", repr(made))
        self.assertIn("dimensions 1 and 3", made.figure(plane="1,3").caption)
        with self.assertRaises(rssviz.RssvizError) as caught:
            made.figure()
        self.assertIn("--plane 1,2 says which", str(caught.exception))

    def test_places_of_ones_own_and_their_formats(self):
        picture = rssviz.figure("scatter", waves(30, 2), labels=np.arange(30) % 3, color_by="label", format="png")
        self.assertTrue(picture._repr_png_().startswith(b"\x89PNG"))
        with tempfile.TemporaryDirectory() as folder:
            saved = picture.save(pathlib.Path(folder) / "a.png")
            self.assertEqual(saved.read_bytes(), picture.data)
            with self.assertRaises(ValueError):
                picture.save(pathlib.Path(folder) / "a.pdf")
        with self.assertRaises(ValueError):
            rssviz.figure("scatter", waves(30, 2), format="bmp")

    def test_a_film_of_stages_plays(self):
        maps = rssviz.embed(waves(3, 30, 4), axes="stages,points,units", align=True, neighbors=5, epochs=20)
        self.assertEqual(maps.coords.shape, (3, 30, 2))
        self.assertEqual(len(maps.trust), 3)
        film = maps.animate("stages", duration="1s", size="320x180", fps=10)
        self.assertIn("<video", film._repr_html_())

    def test_a_page_shows_itself_with_its_commands(self):
        page = rssviz.look(waves(50, 4), labels={"group": list("ab") * 25})
        self.assertTrue(page._repr_png_().startswith(b"\x89PNG"))
        self.assertIn("rssviz embed", page.commands)

    @unittest.skipUnless(has("pandas"), "pandas isn't installed")
    def test_a_table_is_read_as_the_program_reads_tables(self):
        import pandas

        table = pandas.DataFrame(waves(40, 3), columns=["u0", "u1", "u2"])
        labels = pandas.DataFrame({"group": pandas.Categorical(list("ab") * 20)})
        self.assertEqual(rssviz.embed(table, method="pca").coords.shape, (40, 2))
        self.assertEqual(len(rssviz.embed(table.to_numpy(), labels=labels, method="pca").arrays["group"]), 40)

    @unittest.skipUnless(has("IPython"), "IPython isn't installed")
    def test_a_notebook_takes_the_svg(self):
        from IPython.core.formatters import DisplayFormatter

        formats, _ = DisplayFormatter().format(rssviz.figure("scatter", waves(30, 2)))
        self.assertIn("image/svg+xml", formats)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
