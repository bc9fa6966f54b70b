/** The format {@code firstspike-image}: images of topics and files as columns of tables. */
package io.firstspike.pipeline.ml.format;
