/** Functions of the Table API and of SQL: classification and encoding of images in columns. */
package io.firstspike.pipeline.ml.function;
