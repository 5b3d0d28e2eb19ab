package dev.convoy.files;

/**
 * What a manifest knows of a file.
 *
 * @param bytes its length
 * @param sha256 the hash of its content, 64 lower-case hexadecimal digits
 */
public record FileRecord(long bytes, String sha256) {}
