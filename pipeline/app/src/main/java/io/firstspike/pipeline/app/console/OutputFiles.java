package io.firstspike.pipeline.app.console;

import io.firstspike.pipeline.stream.options.InputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the files that a command will write before its work begins. */
public final class OutputFiles {

  private OutputFiles() {}

  /**
   * Checks that {@code file} can be written.
   *
   * @param option the option that names the file
   * @param file the file; null if the option was not given
   */
  public static void requireWritable(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new InputException(option + " " + file + " is a folder; name a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(
          option + " " + file + ": there is no folder " + folder + "; create it first");
    }
    // A file is replaced by a new one in the same folder; a device is written to.
    boolean device = Files.exists(file) && !Files.isRegularFile(file);
    if (!Files.isWritable(folder) && !device || Files.exists(file) && !Files.isWritable(file)) {
      throw new InputException(
          option + " " + file + " cannot be written; check the permissions of it and its folder");
    }
  }

  /**
   * Checks that {@code file} can be written and replaces no file against the user's will.
   *
   * @param option the option that names the file
   * @param file the file; null if the option was not given
   * @param replace whether the user has said that it may be replaced
   */
  public static void requireNew(String option, Path file, boolean replace) {
    requireWritable(option, file);
    if (file != null && Files.exists(file) && !replace) {
      throw new InputException(
          option + " " + file + " exists: name another file, or --overwrite replaces it");
    }
  }

  /**
   * Checks that files can be written into {@code folder}, which need not exist.
   *
   * @param option the option that names the file
   */
  public static void requireFolder(String option, Path folder) {
    if (!Files.exists(folder)) {
      requireWritable(option, folder);
    } else if (!Files.isDirectory(folder)) {
      throw new InputException(option + " " + folder + " is a file; name a folder");
    } else if (!Files.isWritable(folder)) {
      throw new InputException(
          option + " " + folder + " cannot be written into; check its permissions");
    }
  }
}
