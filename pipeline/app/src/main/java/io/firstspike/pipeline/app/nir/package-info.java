/** Networks imported from NIR files: the command that imports them, and how they are tested. */
package io.firstspike.pipeline.app.nir;
