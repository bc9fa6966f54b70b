/** The command {@code tune}: a spec for a data set, looked for and explained. */
package io.firstspike.pipeline.app.tuning;
