/** Names as one meets them in a waiting room in Rabat. */
export const prenoms = [
  'Fatima',
  'Khadija',
  'Amina',
  'Salma',
  'Sara',
  'Imane',
  'Hajar',
  'Zineb',
  'Nadia',
  'Meryem',
  'Leïla',
  'Ghita',
  'Mohammed',
  'Youssef',
  'Ahmed',
  'Omar',
  'Hamza',
  'Mehdi',
  'Karim',
  'Anas',
  'Ilyas',
  'Rachid',
  'Hassan',
  'Yassine',
  'Camille',
  'Claire',
  'Hélène',
  'Élodie',
  'Julien',
  'Antoine',
  'François',
  'Mathieu',
] as const

export const noms = [
  'Alaoui',
  'Bennani',
  'El Amrani',
  'Tazi',
  'Benjelloun',
  'Chraïbi',
  'El Fassi',
  'Berrada',
  'Lahlou',
  'Idrissi',
  'Ouazzani',
  'Kettani',
  'Benkirane',
  'Sefrioui',
  'Naciri',
  'Ziani',
  'Mansouri',
  'Haddad',
  'El Khatib',
  'Rami',
  'Dupont',
  'Lefèvre',
  'Moreau',
  'Girard',
  'Roux',
  'Fontaine',
  'Mercier',
  'Blanchard',
] as const

/** With tarif in dirhams and minutes a consultation. */
export const specialites = [
  { specialite: 'médecine générale', tarif: 200, dureeConsultation: 20 },
  { specialite: 'cardiologie', tarif: 400, dureeConsultation: 30 },
  { specialite: 'dermatologie', tarif: 349.99, dureeConsultation: 20 },
  { specialite: 'pédiatrie', tarif: 300, dureeConsultation: 20 },
  { specialite: 'gynécologie', tarif: 350, dureeConsultation: 30 },
  { specialite: 'ophtalmologie', tarif: 299.5, dureeConsultation: 15 },
  { specialite: 'ORL', tarif: 320, dureeConsultation: 20 },
  // No tarif agreed yet: the default is billed.
  { specialite: 'rhumatologie', tarif: null, dureeConsultation: 30 },
] as const

export const motifs = [
  'contrôle',
  'première consultation',
  'renouvellement',
  'douleurs',
  'résultats d’analyses',
  'vaccination',
  'certificat',
  'suivi',
  'fièvre',
  'bilan annuel',
] as const

export const raisons = ['empêchement', 'malade', 'guéri', 'a trouvé plus tôt ailleurs', 'transport'] as const

/** For e-mail addresses: no accents, no blanks. */
export const ascii = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z]/g, '')
    .toLowerCase()
