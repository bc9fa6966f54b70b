/** Writing files as a whole or not at all, and exclusive locks on files and folders. */
package io.firstspike.engine.file;
