package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.ModelFileException;
import io.firstspike.engine.spec.NetworkLimit;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;

/**
 * The model file in the folder of a saved stage, {@code data/model.fspk}: a file that the command
 * line reads and writes, too. Folders may lie on any of Flink's file systems.
 */
public final class SavedModel {

  private static final String FOLDER = "data";
  private static final String NAME = "model.fspk";

  private SavedModel() {}

  /** The path of the model file of the stage saved in {@code folder}. */
  static Path file(String folder) {
    return new Path(new Path(folder, FOLDER), NAME);
  }

  /** Whether {@code path} is a file, not the folder of a stage. */
  public static boolean isFile(String path) throws IOException {
    Path file = new Path(path);
    FileSystem system = file.getFileSystem();
    return system.exists(file) && !system.getFileStatus(file).isDir();
  }

  /**
   * Reads the model of a saved stage, or a model file.
   *
   * @param path the folder of a stage, or a model file
   * @throws ValidationException if there is no model, a damaged one, or one beyond the limit
   */
  public static Model read(String path, NetworkLimit limit) throws IOException {
    Path file = isFile(path) ? new Path(path) : file(path);
    try (InputStream in = file.getFileSystem().open(file)) {
      return ModelFile.read(file.toString(), in, limit);
    } catch (FileNotFoundException e) {
      throw new ValidationException(
          "there is no model in "
              + path
              + " ("
              + file
              + "): run the job that saves it (execute the environment after save), or give a model"
              + " file",
          e);
    } catch (ModelFileException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  /**
   * Reads the model of a servable's model data: the content of one model file.
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  public static Model read(NetworkLimit limit, InputStream... files) throws IOException {
    if (files.length != 1) {
      throw new IllegalArgumentException("model data is one model file, not " + files.length);
    }
    return ModelFile.read("of the model data", files[0], limit);
  }

  /**
   * The model of a servable.
   *
   * @throws IllegalStateException if it has none
   */
  public static Model require(Model model, Object servable) {
    if (model == null) {
      throw new IllegalStateException(
          servable.getClass().getSimpleName()
              + " has no model: load a saved stage, or call setModelData");
    }
    return model;
  }

  /** Writes the model file of the stage saved in {@code folder}, whole or not at all. */
  static void write(String folder, byte[] content) throws IOException {
    Path file = file(folder);
    FileSystem system = file.getFileSystem();
    system.mkdirs(file.getParent());
    Path begun = new Path(file.getParent().getParent(), "." + NAME + ".begun");
    try (FSDataOutputStream out = system.create(begun, FileSystem.WriteMode.OVERWRITE)) {
      out.write(content);
    }
    system.delete(file, false);
    if (!system.rename(begun, file)) {
      throw new IOException("model file " + file + " cannot be written over the one that is there");
    }
  }
}
