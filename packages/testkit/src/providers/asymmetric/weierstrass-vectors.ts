/** Known answers for ECDH and ECDSA, per curve, as hexadecimal text. */

import type { CryptoProvider } from '@nacre/crypto';

export interface WeierstrassVectors {
  readonly name: string;
  readonly ecdh: keyof CryptoProvider & `ecdh${string}`;
  readonly ecdsa: keyof CryptoProvider & `ecdsa${string}`;
  /** Bytes of a coordinate. */
  readonly size: number;
  readonly prime: string;
  readonly order: string;
  readonly agreement: {
    readonly source: string;
    readonly i: string;
    /** Without the leading 04. */
    readonly gi: string;
    readonly r: string;
    readonly gr: string;
    readonly shared: string;
  };
  readonly signature: {
    readonly source: string;
    readonly scalar: string;
    readonly publicKey: string;
    /** UTF-8 text. */
    readonly data: string;
    readonly r: string;
    readonly s: string;
  };
}

const P256: WeierstrassVectors = {
  name: 'p-256',
  ecdh: 'ecdhP256',
  ecdsa: 'ecdsaP256',
  size: 32,
  prime: 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
  order: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  agreement: {
    source: 'RFC 5903 section 8.1',
    i: 'c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433',
    gi: `dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180
      5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3`,
    r: 'c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53',
    gr: `d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63
      56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab`,
    shared: 'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
  },
  signature: {
    source: 'RFC 6979 appendix A.2.5',
    scalar: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    publicKey: `60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6
      7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299`,
    data: 'sample',
    r: 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
    s: 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  },
};

const P384: WeierstrassVectors = {
  name: 'p-384',
  ecdh: 'ecdhP384',
  ecdsa: 'ecdsaP384',
  size: 48,
  prime: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
  order: 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  agreement: {
    source: 'RFC 5903 section 8.2',
    i: '099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194',
    gi: `667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41aa
      9482ed1fc0eeb9cafc4984625ccfc23f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c`,
    r: '41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942e0308312916b8ed2960e4bd55a7448fc',
    gr: `e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571
      dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c`,
    shared: '11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746',
  },
  signature: {
    source: 'RFC 6979 appendix A.2.6',
    scalar: '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    publicKey: `ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13
      8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720`,
    data: 'sample',
    r: '94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46',
    s: '99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8',
  },
};

const P521: WeierstrassVectors = {
  name: 'p-521',
  ecdh: 'ecdhP521',
  ecdsa: 'ecdsaP521',
  size: 66,
  prime: `01ff${'ff'.repeat(64)}`,
  order: `01ff${'ff'.repeat(31)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
  agreement: {
    source: 'RFC 5903 section 8.3',
    i: `0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa
      85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d4a52`,
    gi: `0015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ecbee1e3
      bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d176ced3e
      017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7cb4a10a
      d8a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6ca3926f9582`,
    r: `0145ba99a847af43793fdd0e872e7cdfa16be30fdc780f97bccc3f078380201e9c67
      7d600b343757a3bdbf2a3163e4c2f869cca7458aa4a4effc311f5cb151685eb9`,
    gr: `00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97
      c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012d9460f
      015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b87
      220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fcd17f0fc56a`,
    shared: `01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d142
      7e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3ddea`,
  },
  signature: {
    source: 'RFC 6979 appendix A.2.7',
    scalar: `00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa8
      96eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538`,
    publicKey: `01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd3711
      23d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4
      00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0
      db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5`,
    data: 'sample',
    r: `00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e
      25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa`,
    s: `00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af2826
      23eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a`,
  },
};

const SECP256K1: WeierstrassVectors = {
  name: 'secp256k1',
  ecdh: 'ecdhSecp256k1',
  ecdsa: 'ecdsaSecp256k1',
  size: 32,
  prime: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f',
  order: 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
  agreement: {
    source: 'the multiples 2, 3 and 6 of the base point of SEC 2',
    i: '02',
    gi: `c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5
      1ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a`,
    r: '03',
    gr: `f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9
      388f7b0f632de8140fe337e62a37f3566500a99934c2231b6cb9fd7584b8e672`,
    shared: 'fff97bd5755eeea420453a14355235d382f6472f8568a18b2f057a1460297556',
  },
  signature: {
    source: 'the deterministic signature of RFC 6979 that Bitcoin libraries test with',
    scalar: '01',
    publicKey: `79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798
      483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`,
    data: 'Satoshi Nakamoto',
    r: '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8',
    s: '2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
  },
};

export const WEIERSTRASS_VECTORS = { P256, P384, P521, SECP256K1 } as const;
