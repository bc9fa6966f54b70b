/** Scripts of SQL statements: reading and running them. */
package io.firstspike.pipeline.ml.sql;
