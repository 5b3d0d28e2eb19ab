/** Data sets of encoded images: where they are found, and how their images are read. */
package dev.convoy.data.image;
