/*
 * A security key in software, as a provider library for ssh-keygen and ssh-agent: it makes real FIDO keys and
 * signatures without a device. For recording vectors only; its keys protect nothing.
 */

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The interface that OpenSSH asks of providers (its sk-api.h), version 10. */
#define API_VERSION 0x000a0000
#define ALGORITHM_ECDSA 0
#define ALGORITHM_ED25519 1
#define ERROR_GENERAL (-1)
#define USER_PRESENT 0x01

struct sk_enroll_response {
  uint8_t flags;
  uint8_t *public_key;
  size_t public_key_len;
  uint8_t *key_handle;
  size_t key_handle_len;
  uint8_t *signature;
  size_t signature_len;
  uint8_t *attestation_cert;
  size_t attestation_cert_len;
  uint8_t *authdata;
  size_t authdata_len;
};

struct sk_sign_response {
  uint8_t flags;
  uint32_t counter;
  uint8_t *sig_r;
  size_t sig_r_len;
  uint8_t *sig_s;
  size_t sig_s_len;
};

struct sk_resident_key;
struct sk_option;

static uint8_t *copy(const void *bytes, size_t length) {
  uint8_t *out = malloc(length == 0 ? 1 : length);
  if (out != NULL) memcpy(out, bytes, length);
  return out;
}

uint32_t sk_api_version(void) { return API_VERSION; }

/* The key handle is the private key itself, in the encoding of OpenSSL. */
int sk_enroll(uint32_t alg, const uint8_t *challenge, size_t challenge_len, const char *application, uint8_t flags,
              const char *pin, struct sk_option **options, struct sk_enroll_response **response) {
  (void)application, (void)pin, (void)options;
  EVP_PKEY *key = alg == ALGORITHM_ECDSA ? EVP_EC_gen("P-256") : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
  struct sk_enroll_response *made = calloc(1, sizeof *made);
  if (key == NULL || made == NULL) return ERROR_GENERAL;
  uint8_t public_key[128], digest[SHA256_DIGEST_LENGTH], *handle = NULL;
  size_t length = sizeof public_key;
  if (alg == ALGORITHM_ECDSA) {
    if (EVP_PKEY_get_octet_string_param(key, "pub", public_key, sizeof public_key, &length) != 1) return ERROR_GENERAL;
    if (length == 33) return ERROR_GENERAL;
  } else if (EVP_PKEY_get_raw_public_key(key, public_key, &length) != 1) {
    return ERROR_GENERAL;
  }
  int handle_length = i2d_PrivateKey(key, &handle);
  if (handle_length <= 0) return ERROR_GENERAL;
  SHA256(challenge, challenge_len, digest);
  made->flags = flags;
  made->public_key = copy(public_key, length);
  made->public_key_len = length;
  made->key_handle = copy(handle, (size_t)handle_length);
  made->key_handle_len = (size_t)handle_length;
  made->signature = copy(digest, sizeof digest);
  made->signature_len = sizeof digest;
  made->attestation_cert = copy("certificate", 11);
  made->attestation_cert_len = 11;
  made->authdata = copy("\x58\x02\x01\x02", 4);
  made->authdata_len = 4;
  *response = made;
  EVP_PKEY_free(key);
  return 0;
}

static int sign_with(EVP_PKEY *key, uint32_t alg, const uint8_t *input, size_t length, struct sk_sign_response *made) {
  uint8_t signature[256];
  size_t size = sizeof signature;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  const EVP_MD *digest = alg == ALGORITHM_ECDSA ? EVP_sha256() : NULL;
  if (EVP_DigestSignInit(context, NULL, digest, NULL, key) != 1) return ERROR_GENERAL;
  if (EVP_DigestSign(context, signature, &size, input, length) != 1) return ERROR_GENERAL;
  EVP_MD_CTX_free(context);
  if (alg == ALGORITHM_ED25519) {
    made->sig_r = copy(signature, size);
    made->sig_r_len = size;
    return 0;
  }
  const uint8_t *at = signature;
  ECDSA_SIG *numbers = d2i_ECDSA_SIG(NULL, &at, (long)size);
  if (numbers == NULL) return ERROR_GENERAL;
  uint8_t r[32], s[32];
  BN_bn2binpad(ECDSA_SIG_get0_r(numbers), r, sizeof r);
  BN_bn2binpad(ECDSA_SIG_get0_s(numbers), s, sizeof s);
  made->sig_r = copy(r, sizeof r);
  made->sig_r_len = sizeof r;
  made->sig_s = copy(s, sizeof s);
  made->sig_s_len = sizeof s;
  ECDSA_SIG_free(numbers);
  return 0;
}

int sk_sign(uint32_t alg, const uint8_t *data, size_t data_len, const char *application, const uint8_t *key_handle,
            size_t key_handle_len, uint8_t flags, const char *pin, struct sk_option **options,
            struct sk_sign_response **response) {
  (void)pin, (void)options;
  const uint8_t *at = key_handle;
  EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)key_handle_len);
  struct sk_sign_response *made = calloc(1, sizeof *made);
  if (key == NULL || made == NULL) return ERROR_GENERAL;
  made->flags = flags & USER_PRESENT;
  made->counter = 0x12345678;
  uint8_t input[2 * SHA256_DIGEST_LENGTH + 5];
  SHA256((const uint8_t *)application, strlen(application), input);
  input[SHA256_DIGEST_LENGTH] = made->flags;
  for (int i = 0; i < 4; i++) input[SHA256_DIGEST_LENGTH + 1 + i] = (uint8_t)(made->counter >> (24 - 8 * i));
  SHA256(data, data_len, input + SHA256_DIGEST_LENGTH + 5);
  const char *log = getenv("SK_SIGNED_DATA"); /* a file for what is signed, which nothing else shows */
  FILE *file = log == NULL ? NULL : fopen(log, "wb");
  if (file != NULL) {
    fwrite(input, 1, sizeof input, file);
    fclose(file);
  }
  int result = sign_with(key, alg, input, sizeof input, made);
  EVP_PKEY_free(key);
  *response = made;
  return result;
}

int sk_load_resident_keys(const char *pin, struct sk_option **options, struct sk_resident_key ***keys, size_t *count) {
  (void)pin, (void)options, (void)keys, (void)count;
  return ERROR_GENERAL;
}
