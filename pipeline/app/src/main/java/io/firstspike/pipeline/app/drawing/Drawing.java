package io.firstspike.pipeline.app.drawing;

import io.firstspike.engine.file.WholeFile;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A picture that can be written as a file, as PNG or SVG by the file's ending. Equal pictures give
 * equal files on one machine; what letters look like is the machine's own.
 */
public final class Drawing {

  private static final String PNG = ".png";
  private static final String SVG = ".svg";

  private final String title;
  private final double width;
  private final double height;
  private final Consumer<Canvas> marks;

  /**
   * Makes a picture.
   *
   * @param title what it shows, for those who cannot see it
   * @param width in units of 1/96 inch
   * @param height in units of 1/96 inch
   * @param marks draws it
   */
  Drawing(String title, double width, double height, Consumer<Canvas> marks) {
    this.title = title;
    this.width = width;
    this.height = height;
    this.marks = marks;
  }

  /**
   * Checks that a picture can be written.
   *
   * @param option the option that names the file
   */
  public static void requireWritable(String option, Path file) {
    if (!isPng(file) && !ends(file, SVG)) {
      throw new InputException(option + " " + file + " must end with " + PNG + " or " + SVG);
    }
    OutputFiles.requireWritable(option, file);
  }

  /** Writes the picture into a file of either ending. */
  public void write(Path file) {
    try {
      WholeFile.write(file, isPng(file) ? png() : svg().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InputException(
          "picture "
              + file
              + " cannot be written: "
              + e
              + "; check the folder's permissions and space",
          e);
    }
  }

  /** The picture as the text of an SVG file. */
  public String svg() {
    SvgCanvas canvas = new SvgCanvas(title, width, height);
    marks.accept(canvas);
    return canvas.text();
  }

  private byte[] png() {
    try {
      PngCanvas canvas = new PngCanvas(width, height);
      marks.accept(canvas);
      return canvas.bytes();
    } catch (InternalError | NoClassDefFoundError | NullPointerException e) {
      // What Java says where the machine has no font, or not the library that draws it.
      throw new InputException(
          "this machine cannot draw letters as pixels: install a font and fontconfig, such as"
              + " Debian's fonts-dejavu-core, or write a file that ends with .svg",
          e);
    }
  }

  private static boolean isPng(Path file) {
    return ends(file, PNG);
  }

  private static boolean ends(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }
}
